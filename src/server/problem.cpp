#include "dyad/server/problem.hpp"

#include "json_text.hpp"

namespace dyad::server {

Response to_response(const Problem& problem) {
  nlohmann::ordered_json json{{"type", "urn:dyad:problem:" + problem.code},
                              {"status", problem.status},
                              {"title", problem.title},
                              {"detail", problem.detail}};
  if (!problem.remedy.empty()) json["remedy"] = problem.remedy;
  for (const auto& [name, value] : problem.more.items()) json[name] = value;
  Response response;
  response.status = problem.status;
  response.content_type = "application/problem+json";
  response.body = json_text(json);
  return response;
}

Response to_response(const Error& error) {
  return to_response(Problem{500, "internal", "The machine refused something",
                             error.what, error.remedy,
                             nlohmann::ordered_json::object()});
}

}  // namespace dyad::server
