#pragma once

#include <ostream>
#include <string>

#include "dyad/cli/json_members.hpp"

namespace dyad::cli {

// Of `session` of the status, one line: clock, phase, trials, success.
std::string progress_text(const Json& session);

// The answer of GET /status, for a person.
void print_status(std::ostream& out, const Json& status);

// The answer of GET /sessions/{id}, for a person.
void print_session(std::ostream& out, const Json& session);

std::string microlitres_text(std::int64_t nl);  // 4.250 µl
std::string stage_text(const Json& stage);      // 2 "two", counted from 1; or empty
std::string success_text(std::int64_t coordinated, std::int64_t missed);  // 66 %, or -

}  // namespace dyad::cli
