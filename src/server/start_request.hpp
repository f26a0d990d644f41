#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "dyad/server/problem.hpp"
#include "dyad/server/request.hpp"

namespace dyad::server {

// START of docs/control_api.md; a text that is empty was not given.
struct StartRequest {
  std::vector<std::string> subjects;
  std::string schedule;
  std::string version;
  std::string stage;
  std::string duration;
  std::vector<std::pair<std::string, std::string>> labels;
  std::string seed;
  std::string speed;
  std::vector<std::string> overrides;
  std::string
      continued;  // the id of an interrupted session: nothing else is given then
};

// `seats`: how many animals the rig takes.
std::variant<StartRequest, Problem> read_start(const Request& request,
                                               std::size_t seats);

}  // namespace dyad::server
