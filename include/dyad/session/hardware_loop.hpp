#pragma once

#include <functional>

#include "dyad/core/clock.hpp"
#include "dyad/core/time.hpp"
#include "dyad/session/hardware_bench.hpp"

namespace dyad::session {

// Runs a bench until it is told to stop: sleeps until a descriptor is readable or a
// wakeup is due, then pumps. Then closes every output, and waits a moment for boards to
// say that they have.
class HardwareLoop {
 public:
  static constexpr Duration kMaxSleep = Duration::from_ms(10);
  static constexpr Duration kClosing = Duration::from_ms(200);

  // After every pump, at least every kMaxSleep. False: stop. Must not block.
  using Turn = std::function<bool(Time now)>;

  // Everything outlives the loop. `extra_fd` wakes it, too.
  HardwareLoop(HardwareBench& bench, const Clock& clock,
               std::vector<device::Device*> devices, int extra_fd, Turn turn);

  // Returns at the end, or after SIGINT, SIGTERM or SIGHUP.
  void run();

 private:
  void wait(Time until) const;
  void close();

  HardwareBench& bench_;
  const Clock& clock_;
  std::vector<device::Device*> devices_;
  int extra_fd_;
  Turn turn_;
  int signal_fd_ = -1;  // while it runs
};

}  // namespace dyad::session
