#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/server/response.hpp"

namespace dyad::server {

// Problem details as RFC 9457 has them. `code` is stable and for programs (it ends the
// member "type"), title and detail are for a person; `remedy` says what to do.
struct Problem {
  int status = 500;
  std::string code;    // "rig-busy"; docs/control_api.md lists them
  std::string title;   // the same for every problem of the code
  std::string detail;  // this one
  std::string remedy;  // may be empty: left out
  nlohmann::ordered_json more = nlohmann::ordered_json::object();  // further members
};

Response to_response(const Problem& problem);

// An operating error of the machine as status 500 `internal`.
Response to_response(const Error& error);

}  // namespace dyad::server
