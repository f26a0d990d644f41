#pragma once

#include <string>

#include "dyad/config/document.hpp"
#include "dyad/core/result.hpp"
#include "dyad/server/daemon.hpp"

namespace dyad::server {

// The rig as a session or the hardware page gets it now.
struct RigToRun {
  std::string file;
  config::Document document;
  config::Rig rig;
};

// The rig file that the daemon was started with, where no valve has a newer calibration
// than it says; else a copy with those, which stays in DATA/.run under the hash of its
// text. Any thread; reads the calibrations' folder.
Result<RigToRun> rig_to_run(const DaemonSetup& setup);

}  // namespace dyad::server
