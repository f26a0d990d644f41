#pragma once

#include <cstddef>

#include "dyad/config/document.hpp"

namespace dyad::cli {

// Puts the reward times of the session logs that the stage's yoked reinforcements
// name into the schedule, in place of the logs' names: what is decided then depends
// on no other file. docs/schedule.md, "Reinforcement". The schedule is one that
// read_schedule accepts.
void put_yoked_times(config::Document& schedule, std::size_t stage,
                     config::Problems& problems);

}  // namespace dyad::cli
