#pragma once

#include <chrono>
#include <csignal>

namespace dyad::cli {

// While it lives, Ctrl-C and SIGTERM do not end the program: they are waited for. Of a
// program with one thread.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // True as soon as one came; false after that long without.
  bool wait_for(std::chrono::milliseconds time);

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

}  // namespace dyad::cli
