#pragma once

#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"

namespace dyad::gallery {

// A simulated rig with the seats and channels that the schedule names, each of the
// kind that its use asks for. Beside them each seat has a poke and a valve. A channel
// belongs to the seat whose name stands in its own, or to the first.
config::Rig made_up_rig(const config::Schedule& schedule);

}  // namespace dyad::gallery
