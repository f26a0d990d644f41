#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "dyad/core/clock.hpp"
#include "dyad/device/device.hpp"
#include "dyad/session/control.hpp"
#include "dyad/session/loop_lateness.hpp"
#include "dyad/session/session.hpp"

namespace dyad::session {

// Runs a session on real devices: sleeps until a descriptor is readable or a
// wakeup is due, then pumps. SIGINT, SIGTERM and SIGHUP end the session in order.
class LiveLoop {
 public:
  // Called after every pump, at least every kMaxSleep while the session runs:
  // keeps the guard's lease and the status board fresh. Must not block.
  using AfterPump = std::function<void(Time now)>;
  static constexpr Duration kMaxSleep = Duration::from_ms(10);

  // Everything outlives the loop. `anchor` is the one `clock` counts from. `control`
  // may be null.
  LiveLoop(Session& session, const Clock& clock, const ClockAnchor& anchor,
           std::vector<device::Device*> devices, AfterPump after_pump,
           Control* control = nullptr);

  // Returns when the session is finished.
  void run();

  // Of the wakeups by time. Those by a descriptor asked for no instant.
  const LoopLateness& lateness() const { return lateness_; }

 private:
  // One descriptor waited for. The device owns it; closing the watch does not
  // close it.
  struct Watch {
    int fd;
    std::shared_ptr<boost::asio::posix::stream_descriptor> descriptor;
  };

  void turn();
  void sleep_until_next(Time now);
  void keep_watches();
  void watch(const Watch& watch);
  void on_signal();

  Session& session_;
  const Clock& clock_;
  ClockAnchor anchor_;
  std::vector<device::Device*> devices_;
  AfterPump after_pump_;
  Control* control_;
  boost::asio::io_context io_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  std::vector<Watch> watches_;
  LoopLateness lateness_;
};

}  // namespace dyad::session
