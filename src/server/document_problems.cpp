#include "dyad/server/document_problems.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json problem_json(const config::Problem& problem) {
  std::string detail = problem.found;
  if (!problem.expected.empty()) detail += "; expected " + problem.expected;
  Json json;
  json["line"] = problem.line;
  json["column"] = problem.column;
  json["pointer"] = problem.pointer;
  json["detail"] = std::move(detail);
  json["remedy"] = text_or_null(problem.suggestion);
  return json;
}

}  // namespace

Json problems_json(const config::Problems& problems) {
  Json list = Json::array();
  for (const config::Problem& problem : problems) list.push_back(problem_json(problem));
  return list;
}

Problem document_invalid(const std::string& what, const config::Problems& problems) {
  Problem made;
  made.status = 422;
  made.code = "document-invalid";
  made.title = "The document is not valid";
  made.detail = "The " + what + " has " + std::to_string(problems.size()) +
                (problems.size() == 1 ? " problem." : " problems.");
  made.remedy = "Mend each of `problems`, which says where it is and what is expected.";
  made.more["problems"] = problems_json(problems);
  return made;
}

}  // namespace dyad::server
