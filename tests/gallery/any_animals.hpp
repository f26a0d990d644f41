#pragma once

#include <cstdint>
#include <string>

#include "dyad/config/rig.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::gallery {

// Plays a session in which animals, operator and devices do anything at all, drawn
// from the seed: edges on every input, at one instant or far apart, at and beside the
// engine's deadlines, pauses, losses, marks and an end. Two further engines hear the
// same, one of them a copy made on the way. Returns the first promise that is not
// kept, or nothing.
std::string broken_promise(const config::Rig& rig, const task::Plan& plan,
                           std::uint64_t seed);

}  // namespace dyad::gallery
