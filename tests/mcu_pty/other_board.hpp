#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "firmware/pty.hpp"

namespace dyad::mcu_pty {

// Something at a port that is no board of this dyad's: it says hello as protocol 2.0
// would, or it says nothing.
class OtherBoard {
 public:
  enum class Says { nothing, protocol_2 };

  explicit OtherBoard(Says says);
  OtherBoard(const OtherBoard&) = delete;
  OtherBoard& operator=(const OtherBoard&) = delete;
  ~OtherBoard();

  const std::string& port() const { return pty_.path(); }

 private:
  void answer();

  Says says_;
  firmware_test::Pty pty_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace dyad::mcu_pty
