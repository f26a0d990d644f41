#pragma once

#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"
#include "dyad/core/result.hpp"

namespace dyad::cli::preview {

// A simulated rig with the seats and channels that the schedule names, and valves that
// give whatever it asks for. Two seats, "left" and "right", where it names none. The
// error: of a channel it cannot be told whose it is.
Result<config::Rig> made_up_rig(const config::Schedule& schedule);

// The same seats, channels and valves on one simulated device, without mice. What is
// wired to a board or a chip is then not.
config::Rig simulated_rig(config::Rig rig);

}  // namespace dyad::cli::preview
