#include "dyad/session/live_loop.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

namespace dyad::session {
namespace asio = boost::asio;

LiveLoop::LiveLoop(Session& session, const Clock& clock, const ClockAnchor& anchor,
                   std::vector<device::Device*> devices, AfterPump after_pump,
                   Control* control)
    : session_(session),
      clock_(clock),
      anchor_(anchor),
      devices_(std::move(devices)),
      after_pump_(std::move(after_pump)),
      control_(control),
      io_(1),  // one thread: asio leaves its locks out
      signals_(io_, SIGINT, SIGTERM, SIGHUP),
      timer_(io_) {}

void LiveLoop::run() {
  on_signal();
  session_.begin();
  turn();
  while (!session_.finished()) io_.run_one();
  for (Watch& watch : watches_) watch.descriptor->release();
  watches_.clear();
}

// One turn of the loop: decide first, everything else after.
void LiveLoop::turn() {
  const Time now = clock_.now();
  session_.pump(now);
  if (after_pump_) after_pump_(now);
  if (control_ != nullptr) control_->take(session_, now);
  if (session_.finished()) return;
  keep_watches();
  sleep_until_next(now);
}

void LiveLoop::sleep_until_next(Time now) {
  const Time wakeup =
      std::min(session_.next_wakeup().value_or(Time::never()), now + kMaxSleep);
  const std::chrono::nanoseconds since_boot(anchor_.to_monotonic_ns(wakeup));
  timer_.expires_at(std::chrono::steady_clock::time_point(since_boot));
  timer_.async_wait([this, wakeup](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    lateness_.record(clock_.now() - wakeup);
    turn();
  });
}

// A device that was lost and came back has other descriptors.
void LiveLoop::keep_watches() {
  std::vector<int> wanted;
  for (const device::Device* device : devices_) {
    const auto fds = device->descriptors();
    wanted.insert(wanted.end(), fds.begin(), fds.end());
  }
  if (control_ != nullptr && control_->descriptor() >= 0) {
    wanted.push_back(control_->descriptor());
  }
  const bool same =
      std::equal(watches_.begin(), watches_.end(), wanted.begin(), wanted.end(),
                 [](const Watch& watch, int fd) { return watch.fd == fd; });
  if (same) return;
  for (Watch& old : watches_) old.descriptor->release();
  watches_.clear();
  for (const int fd : wanted) {
    watches_.push_back({fd, std::make_shared<asio::posix::stream_descriptor>(io_, fd)});
    watch(watches_.back());
  }
}

void LiveLoop::watch(const Watch& watch) {
  watch.descriptor->async_wait(
      asio::posix::stream_descriptor::wait_read,
      [this, again = watch](const boost::system::error_code& error) {
        if (error) return;  // released
        turn();
        const bool still_watched = std::any_of(
            watches_.begin(), watches_.end(),
            [&](const Watch& w) { return w.descriptor == again.descriptor; });
        if (still_watched) this->watch(again);
      });
}

void LiveLoop::on_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int) {
    if (error) return;
    session_.end_now("operator", clock_.now());
    if (after_pump_) after_pump_(clock_.now());
  });
}

}  // namespace dyad::session
