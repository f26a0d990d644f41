#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dyad/config/schedule.hpp"
#include "dyad/core/result.hpp"

namespace dyad::cli {

struct StageChoice {
  std::size_t stage = 0;
  std::string reason;  // for the user
};

// The stage asked for, by name or by number from 1.
Result<StageChoice> named_stage(const config::Schedule& schedule,
                                const std::string& wanted);

// The stage that is due: each stage lasts for its `sessions`, counted in the logs
// of earlier sessions in the data folder. A log counts if it holds the same
// schedule name, the same subjects in any order and the same source, and if its
// session went on to its planned end. A stage without `sessions` is never left.
StageChoice due_stage(const config::Schedule& schedule,
                      const std::vector<std::string>& subjects,
                      const std::string& source, const std::string& data_folder);

}  // namespace dyad::cli
