#include "dyad/cli/stop_signals.hpp"

#include <ctime>

namespace dyad::cli {

StopSignals::StopSignals() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

StopSignals::~StopSignals() {
  // One that came twice is not to end the program after all.
  while (wait_for(std::chrono::milliseconds(0))) {
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool StopSignals::wait_for(std::chrono::milliseconds time) {
  using std::chrono::duration_cast;
  const auto whole = duration_cast<std::chrono::seconds>(time);
  const timespec timeout{
      static_cast<time_t>(whole.count()),
      static_cast<long>(std::chrono::nanoseconds(time - whole).count())};
  return sigtimedwait(&signals_, nullptr, &timeout) > 0;
}

}  // namespace dyad::cli
