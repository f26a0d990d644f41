#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "dyad/config/problem.hpp"
#include "dyad/core/time.hpp"
#include "dyad/server/daemon.hpp"
#include "dyad/server/problem.hpp"
#include "dyad/server/start_checks.hpp"
#include "start_request.hpp"

namespace dyad::server {

// What starting would come to: how to run it, or why not.
struct StartPlan {
  std::vector<Refusal> refusals;  // that are not overridden
  config::Problems problems;      // of the schedule on this rig
  nlohmann::ordered_json stage;   // {"index", "name", "reason"}; null: not known
  Duration planned;               // zero: not known
  RunPlan run;
};

// On a worker: reads the library and the data folder. A problem where the request names
// what is not there.
std::variant<StartPlan, Problem> plan_start(Daemon& daemon,
                                            const StartRequest& request);

// The answer of POST /sessions/check.
nlohmann::ordered_json to_json(const StartPlan& plan);

}  // namespace dyad::server
