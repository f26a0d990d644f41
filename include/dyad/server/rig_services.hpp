#pragma once

#include <boost/asio/io_context.hpp>

#include "dyad/server/calibration_store.hpp"
#include "dyad/server/daemon.hpp"
#include "dyad/server/doctor.hpp"
#include "dyad/server/hardware_link.hpp"
#include "dyad/server/machine.hpp"
#include "dyad/server/router.hpp"

namespace dyad::server {

// What a daemon offers beside its sessions: the library, the hardware, calibrations and
// the machine's checks. On the loop's thread; the routes it adds need it as long as the
// router lives.
class RigServices {
 public:
  // The daemon outlives it.
  RigServices(boost::asio::io_context& loop, Daemon& daemon);

  void add_routes(Router& router);
  void stop() { link_.stop(); }

 private:
  // Any thread: the rig in use, its calibrations applied as far as they can be read.
  config::Rig rig() const;
  DoctorQuery doctor_query() const;

  Daemon& daemon_;
  CalibrationStore calibrations_;
  SystemMachine machine_;
  HardwareLink link_;
};

}  // namespace dyad::server
