#include "dyad/session/simulated_loop.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

#include "dyad/core/assert.hpp"

namespace dyad::session {
namespace {

// How often an onlooker sees the clock move while nothing happens.
constexpr std::chrono::milliseconds kShow(50);

}  // namespace

SimulatedLoop::SimulatedLoop(Session& session, VirtualClock& clock,
                             std::optional<Speed> speed, AfterPump after_pump,
                             Control* control)
    : session_(session),
      clock_(clock),
      speed_(speed),
      after_pump_(std::move(after_pump)),
      control_(control),
      io_(1),
      signals_(io_, SIGINT, SIGTERM, SIGHUP),
      control_watch_(io_),
      timer_(io_) {}

void SimulatedLoop::run() {
  signals_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) stop_requested_ = true;
  });
  if (control_ != nullptr) control_watch_.assign(control_->descriptor());
  listen();
  started_ = WallClock::now();
  session_.begin();
  session_.pump(clock_.now());
  while (!session_.finished()) {
    const auto wakeup = session_.next_wakeup();
    DYAD_ASSERT(wakeup.has_value(), "a running session always wants to be woken");
    if (wait_until(*wakeup)) {
      clock_.advance_to(*wakeup);
      session_.pump(clock_.now());
    } else {
      heed(*wakeup);
    }
    if (after_pump_) after_pump_(clock_.now());
  }
  // The descriptor is the control's: it is not closed here.
  if (control_watch_.is_open()) control_watch_.release();
}

void SimulatedLoop::heed(Time wakeup) {
  clock_.advance_to(speed_ ? std::min(paced_now(), wakeup) : clock_.now());
  if (stop_requested_) return session_.end_now("operator", clock_.now());
  control_->take(session_, clock_.now());
  session_.pump(clock_.now());
  listen();
}

void SimulatedLoop::listen() {
  spoken_to_ = false;
  if (control_ == nullptr || control_->descriptor() < 0) return;
  control_watch_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                            [this](const boost::system::error_code& error) {
                              if (!error) spoken_to_ = true;
                            });
}

bool SimulatedLoop::clock_stands() const {
  return !speed_ && control_ != nullptr && control_->descriptor() >= 0 &&
         session_.engine().view().phase == task::Phase::paused;
}

Time SimulatedLoop::paced_now() const {
  const auto wall_us = std::chrono::duration_cast<std::chrono::microseconds>(
      WallClock::now() - started_);
  return Time::from_us(wall_us.count() * speed_->numerator / speed_->denominator);
}

SimulatedLoop::WallClock::time_point SimulatedLoop::wall_time_of(Time t) const {
  return started_ +
         std::chrono::microseconds(t.us() * speed_->denominator / speed_->numerator);
}

bool SimulatedLoop::wait_until(Time t) {
  io_.poll();
  while (clock_stands() && !interrupted()) {
    io_.run_one_for(kShow);
    if (after_pump_) after_pump_(clock_.now());
  }
  if (!speed_) return !interrupted();
  const auto until = wall_time_of(t);
  auto woken = WallClock::now();
  while (!interrupted() && woken < until) {
    // A timer, as run_one_until() waits in whole milliseconds.
    timer_.expires_at(std::min(until, woken + kShow));
    timer_.async_wait([](const boost::system::error_code&) {});
    io_.run_one();
    woken = WallClock::now();
    if (after_pump_) after_pump_(std::min(paced_now(), t));
  }
  if (interrupted()) return false;
  const auto late =
      std::chrono::duration_cast<std::chrono::microseconds>(woken - until);
  lateness_.record(Duration::from_us(late.count()));
  return true;
}

}  // namespace dyad::session
