#pragma once

#include <optional>
#include <string>

#include "dyad/cli/experiment.hpp"
#include "dyad/session/control_line.hpp"
#include "dyad/session/simulated_loop.hpp"

namespace dyad::cli {

// A session that is about to be run. What it refers to outlives the run.
struct RunSetting {
  const Experiment& experiment;
  const std::string& data_folder;
  std::optional<session::Speed> speed{};    // simulated: none is as fast as it goes
  session::ControlLine* control = nullptr;  // of the daemon that runs it; may be null
  bool realtime = false;  // with what of the real-time set-up the machine grants
  int lock_fd = -1;                         // the rig's lock, where there is one
};

}  // namespace dyad::cli
