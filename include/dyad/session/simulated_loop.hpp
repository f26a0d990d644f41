#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <optional>

#include "dyad/core/time.hpp"
#include "dyad/session/clocks.hpp"
#include "dyad/session/control.hpp"
#include "dyad/session/loop_lateness.hpp"
#include "dyad/session/session.hpp"

namespace dyad::session {

// Session time over wall time, as a fraction: 20/1, 1/1, 1/2.
struct Speed {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;
};

// Runs a session on simulated devices, on a virtual clock that jumps from one
// wakeup to the next. Speed only says how long to wait in between, so the log is
// the same at any; a person's wish takes its place at the session time it comes at.
// SIGINT, SIGTERM and SIGHUP end the session in order.
class SimulatedLoop {
 public:
  // Called after every pump, and now and then while the loop waits for the next.
  using AfterPump = std::function<void(Time now)>;

  // No speed: as fast as it goes; with a control, a pause then stops the clock, since
  // else the session would be over before anybody could say to go on. Everything
  // outlives the loop. `control` may be null.
  SimulatedLoop(Session& session, VirtualClock& clock, std::optional<Speed> speed,
                AfterPump after_pump, Control* control = nullptr);

  // Returns when the session is finished.
  void run();

  // In wall time, of the wakeups that it waited for; none at no speed.
  const LoopLateness& lateness() const { return lateness_; }

 private:
  using WallClock = std::chrono::steady_clock;
  // The session time it is on the wall.
  Time paced_now() const;
  WallClock::time_point wall_time_of(Time t) const;
  // False where a signal or the control came first.
  bool wait_until(Time t);
  bool interrupted() const { return stop_requested_ || spoken_to_; }
  bool clock_stands() const;
  void listen();
  void heed(Time wakeup);

  Session& session_;
  VirtualClock& clock_;
  std::optional<Speed> speed_;
  AfterPump after_pump_;
  Control* control_;
  boost::asio::io_context io_;
  boost::asio::signal_set signals_;
  boost::asio::posix::stream_descriptor control_watch_;
  boost::asio::steady_timer timer_;
  LoopLateness lateness_;
  bool stop_requested_ = false;
  bool spoken_to_ = false;  // the control's descriptor is readable
  WallClock::time_point started_;
};

}  // namespace dyad::session
