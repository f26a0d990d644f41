#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dyad/core/ids.hpp"
#include "dyad/log/record.hpp"
#include "dyad/task/plan.hpp"

// Sessions whose pokes are known, for the chance level.
namespace dyad::analysis::testing {

struct Poke {
  std::int64_t on_us = 0;
  SubjectIndex seat = 0;
  std::int64_t length_us = 100'000;
};

// On the rig of that name in rig-configs/rigs/: window 1 s, hold and ITI 100 ms,
// 60 min; `stage` are further members.
task::Plan plan(const std::string& stage = "", const std::string& rig = "sim");

// The start, the pokes' edges, what the engine said of them, and a last record at the
// end. A poke that is not over by then is not released.
std::vector<log::Record> session(const task::Plan& plan, const std::vector<Poke>& pokes,
                                 std::int64_t until_us);

}  // namespace dyad::analysis::testing
