#pragma once

#include "dyad/cli/run_setting.hpp"

namespace dyad::cli {

// Runs the experiment on its simulated rig and returns the exit code.
int run_simulated(const RunSetting& setting);

}  // namespace dyad::cli
