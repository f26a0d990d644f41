#include "problem_json.hpp"

namespace dyad::server {

nlohmann::ordered_json to_json(const config::Problem& problem) {
  return {{"line", problem.line},
          {"column", problem.column},
          {"pointer", problem.pointer},
          {"detail", problem.found + "; expected " + problem.expected},
          {"remedy", problem.suggestion}};
}

}  // namespace dyad::server
