#pragma once

#include <nlohmann/json.hpp>

#include "dyad/config/problem.hpp"

namespace dyad::server {

// PROBLEM of docs/control_api.md, under Schedules.
nlohmann::ordered_json to_json(const config::Problem& problem);

}  // namespace dyad::server
