#pragma once

#include <optional>
#include <string>

#include "dyad/cli/experiment.hpp"
#include "dyad/session/simulated_loop.hpp"

namespace dyad::cli {

// Runs the experiment on its simulated rig and returns the exit code. No speed: as
// fast as it goes; there is nothing to be late for then, and `realtime` does nothing.
int run_simulated(const Experiment& experiment, const std::string& data_folder,
                  std::optional<session::Speed> speed, bool realtime);

}  // namespace dyad::cli
