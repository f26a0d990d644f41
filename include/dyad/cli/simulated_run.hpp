#pragma once

#include "dyad/cli/run_setting.hpp"

namespace dyad::cli {

// Runs the experiment on its simulated rig and returns the exit code. At no speed, as
// fast as it goes, there is nothing to be late for, and real-time set-up does nothing.
int run_simulated(const RunSetting& setting);

}  // namespace dyad::cli
