#pragma once

#include <string>

#include "dyad/cli/experiment.hpp"

namespace dyad::cli {

// Runs the experiment on real lines, under the valve guard, and returns the exit
// code.
int run_live(const Experiment& experiment, const std::string& data_folder);

}  // namespace dyad::cli
