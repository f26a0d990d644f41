#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dyad/config/schedule.hpp"
#include "dyad/core/result.hpp"

namespace dyad::analysis {

struct StageChoice {
  std::size_t stage = 0;
  std::string reason;  // for the user
};

// stage 2 of 4 "together"
std::string describe_stage(const config::Schedule& schedule, std::size_t stage);

// The stage asked for, by name or by number from 1.
Result<StageChoice> named_stage(const config::Schedule& schedule,
                                const std::string& wanted);

// The stage that is due, by the earlier sessions of these subjects in the data
// folder: docs/schedule.md, "Progress". `source` as in a log's header.
StageChoice due_stage(const config::Schedule& schedule,
                      const std::vector<std::string>& subjects,
                      const std::string& source, const std::string& data_folder);

}  // namespace dyad::analysis
