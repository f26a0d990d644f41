#include "dyad/server/document_problems.hpp"

#include "problem_json.hpp"

namespace dyad::server {

nlohmann::ordered_json problems_json(const config::Problems& problems) {
  auto list = nlohmann::ordered_json::array();
  for (const config::Problem& problem : problems) list.push_back(to_json(problem));
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
