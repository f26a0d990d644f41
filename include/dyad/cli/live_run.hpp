#pragma once

#include "dyad/cli/run_setting.hpp"

namespace dyad::cli {

// Runs the experiment on real lines, under the valve guard, and returns the exit
// code.
int run_live(const RunSetting& setting);

}  // namespace dyad::cli
