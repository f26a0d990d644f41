#pragma once

#include <spdlog/logger.h>

#include <memory>

#include "dyad/core/fault.hpp"

namespace dyad::cli {

// The operator's messages, on standard error. Never the data. A message is handed
// to a thread and dropped rather than waited for, so that the session's thread may
// send one.
class Messages {
 public:
  Messages();
  ~Messages();  // everything sent has been written
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;

  void info(const std::string& text);
  void warn(const std::string& text);
  void fault(const Fault& fault);

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace dyad::cli
