#include "dyad/server/problems.hpp"

#include <utility>

namespace dyad::server {
namespace {

Problem problem(int status, const char* code, const char* title, std::string detail,
                std::string remedy) {
  Problem made;
  made.status = status;
  made.code = code;
  made.title = title;
  made.detail = std::move(detail);
  made.remedy = std::move(remedy);
  return made;
}

}  // namespace

Problem no_such_thing(std::string detail, std::string remedy) {
  return problem(404, "not-found", "There is no such thing", std::move(detail),
                 std::move(remedy));
}

Problem rig_busy(std::string detail, std::string remedy) {
  return problem(409, "rig-busy", "The rig is in use", std::move(detail),
                 std::move(remedy));
}

Problem no_session() {
  return problem(409, "no-session", "No session runs",
                 "There is no running session to do this with.", "Start one first.");
}

Problem hardware_failed(std::string detail, std::string remedy) {
  return problem(502, "hardware-failed", "The hardware does not answer",
                 std::move(detail), std::move(remedy));
}

Problem internal(const Error& error) {
  return problem(500, "internal", "The machine refused something", error.what,
                 error.remedy);
}

Problem bad_request(std::string detail, nlohmann::ordered_json problems) {
  Problem made = bad_request(std::move(detail));
  made.more["problems"] = std::move(problems);
  return made;
}

Problem bad_request(std::string detail) {
  return problem(400, "bad-request", "The request cannot be understood",
                 std::move(detail), "docs/control_api.md says what each call takes.");
}

nlohmann::ordered_json to_json(const Problem& problem) {
  nlohmann::ordered_json json{{"type", "urn:dyad:problem:" + problem.code},
                              {"title", problem.title},
                              {"status", problem.status},
                              {"detail", problem.detail}};
  if (!problem.remedy.empty()) json["remedy"] = problem.remedy;
  for (const auto& [name, value] : problem.more.items()) json[name] = value;
  return json;
}

}  // namespace dyad::server
