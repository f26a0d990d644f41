#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>

#include "dyad/server/service_manager.hpp"

namespace dyad::server {

// Tells the service manager that all is well, twice in each of its periods, for as long
// as `alive` says so. It runs on the daemon's loop: one that hangs tells nothing
// either.
class Watchdog {
 public:
  Watchdog(boost::asio::io_context& loop, const ServiceManager& manager,
           std::function<bool()> alive);
  // Tells once at once; does nothing where nobody watches.
  void start();
  void stop() { timer_.cancel(); }

 private:
  void tell();

  const ServiceManager& manager_;
  std::function<bool()> alive_;
  boost::asio::steady_timer timer_;
};

// Whether a session that beats, or should, has done so lately. Without one: all is
// well.
bool beats_lately(bool due, std::chrono::steady_clock::duration since_last);

}  // namespace dyad::server
