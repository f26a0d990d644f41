#pragma once

#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/device/trained_mice.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::cli::preview {

// Who plays on the live seats of a plan. docs/schedule.md, "Looking before running",
// states every number. Of waiters the leader, or the first, is a poisson mouse:
// somebody must begin.
std::vector<device::Habits> habits_for(const task::Plan& plan,
                                       config::Behaviour behaviour);

// "left poisson, right waiter".
std::string mice_words(const std::vector<device::Habits>& habits,
                       const std::vector<std::string>& seats);
// What they do, a sentence for each kind among them.
std::string behaviour_words(config::Behaviour behaviour);

}  // namespace dyad::cli::preview
