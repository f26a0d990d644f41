#pragma once

#include <string>

#include "dyad/cli/experiment.hpp"

namespace dyad::cli {

// Runs the experiment on real lines, under the valve guard, and returns the exit
// code. `realtime`: with what of the real-time set-up the machine grants.
int run_live(const Experiment& experiment, const std::string& data_folder,
             bool realtime);

}  // namespace dyad::cli
