#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace dyad::server {

struct Response {
  int status = 200;
  std::string content_type;  // empty: no body
  std::string body;
  // Where not empty: the body is this file, sent from the disk as far as it reached
  // when it was opened, however long it is.
  std::string file;
  std::vector<std::pair<std::string, std::string>> headers;  // Location, ...
};

Response json_response(const nlohmann::ordered_json& json, int status = 200);

}  // namespace dyad::server
