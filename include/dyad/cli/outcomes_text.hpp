#pragma once

#include <cstdint>
#include <string>

#include "dyad/task/tally.hpp"

namespace dyad::cli {

// How the trials ended: "3 coordinated, 1 missed, 1 aborted"; omissions and errors
// only where there are any, since most schedules know none.
std::string outcomes_text(const task::Tally& tally);

// Behind the rewards that were earned: " + 2 by hand"; nothing where there are none.
std::string by_hand_text(std::uint64_t manual_rewards);

}  // namespace dyad::cli
