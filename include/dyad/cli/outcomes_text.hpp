#pragma once

#include <string>

#include "dyad/task/tally.hpp"

namespace dyad::cli {

// How the trials ended: "3 coordinated, 1 missed, 1 aborted"; omissions and errors
// only where there are any, since most schedules know none.
std::string outcomes_text(const task::Tally& tally);

}  // namespace dyad::cli
