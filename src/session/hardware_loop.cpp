#include "dyad/session/hardware_loop.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace dyad::session {
namespace {

timespec timespec_of(Duration duration) {
  constexpr std::int64_t kUsInS = 1'000'000;
  return {duration.us() / kUsInS, duration.us() % kUsInS * 1000};
}

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

HardwareLoop::HardwareLoop(HardwareBench& bench, const Clock& clock,
                           std::vector<device::Device*> devices, int extra_fd,
                           Turn turn)
    : bench_(bench),
      clock_(clock),
      devices_(std::move(devices)),
      extra_fd_(extra_fd),
      turn_(std::move(turn)) {}

void HardwareLoop::run() {
  const sigset_t ending = ending_signals();
  sigset_t before;
  sigprocmask(SIG_BLOCK, &ending, &before);
  signal_fd_ = signalfd(-1, &ending, SFD_NONBLOCK | SFD_CLOEXEC);
  bench_.begin(clock_.now());
  for (;;) {
    const Time now = clock_.now();
    bench_.pump(now);
    signalfd_siginfo signal;
    const bool told_to_end = read(signal_fd_, &signal, sizeof signal) > 0;
    if (!turn_(now) || told_to_end) break;
    wait(std::min(bench_.next_wakeup(), now + kMaxSleep));
  }
  close();
  ::close(std::exchange(signal_fd_, -1));
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

// In nanoseconds: poll()'s milliseconds would make every pulse longer.
void HardwareLoop::wait(Time until) const {
  std::vector<pollfd> waiting{{signal_fd_, POLLIN, 0}};
  if (extra_fd_ >= 0) waiting.push_back({extra_fd_, POLLIN, 0});
  for (const device::Device* device : devices_) {
    for (const int fd : device->descriptors()) waiting.push_back({fd, POLLIN, 0});
  }
  const timespec timeout = timespec_of(std::max(until - clock_.now(), Duration()));
  ppoll(waiting.data(), waiting.size(), &timeout, nullptr);
}

void HardwareLoop::close() {
  extra_fd_ = -1;  // at its end it is always readable
  const Time give_up = clock_.now() + kClosing;
  while (!bench_.close(clock_.now()) && clock_.now() < give_up) {
    turn_(clock_.now());
    wait(clock_.now() + Duration::from_ms(1));
  }
}

}  // namespace dyad::session
