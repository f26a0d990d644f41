#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "dyad/server/problem.hpp"

// The problems of docs/control_api.md that more than one route answers with.
namespace dyad::server {

Problem no_such_thing(std::string detail, std::string remedy = "");
Problem rig_busy(std::string detail, std::string remedy);
Problem no_session();
Problem hardware_failed(std::string detail, std::string remedy);
Problem internal(const Error& error);
// Each of `problems` is {"pointer", "detail"}.
Problem bad_request(std::string detail, nlohmann::ordered_json problems);
Problem bad_request(std::string detail);

// As `last_problem` of the status has it; null where there is none.
nlohmann::ordered_json to_json(const Problem& problem);

}  // namespace dyad::server
