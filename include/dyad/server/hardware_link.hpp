#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/server/daemon.hpp"
#include "dyad/server/hardware.hpp"

namespace dyad::server {

// Joins the hardware to the daemon: its process to the supervisor's, its news to /live,
// the pages that look on to its holders. Everything on the loop's thread.
class HardwareLink {
 public:
  // `rig_file` gives the file of the rig in use. The daemon outlives this, and calls
  // it no more once it has shut down.
  HardwareLink(boost::asio::io_context& loop, Daemon& daemon,
               std::function<Result<std::string>()> rig_file);

  Hardware& hardware() { return hardware_; }
  void stop() { timer_.cancel(); }

 private:
  Hardware::Port port();
  std::optional<Problem> open();
  void tick();

  Daemon& daemon_;
  std::function<Result<std::string>()> rig_file_;
  Hardware hardware_;
  boost::asio::steady_timer timer_;
};

}  // namespace dyad::server
