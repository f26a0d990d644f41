#include "start_request.hpp"

#include <algorithm>
#include <set>

#include "dyad/server/body.hpp"

namespace dyad::server {
namespace {

using Need = Body::Need;

// The name becomes part of the log's.
bool is_usable(const std::string& name) {
  return !name.empty() && name.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                              "0123456789_.") == std::string::npos;
}

void check_subjects(Body& body, const std::vector<std::string>& subjects,
                    std::size_t seats) {
  if (subjects.size() != seats) {
    body.refuse("/subjects", "must name " + std::to_string(seats) +
                                 " animals, one for each seat of the rig");
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::string pointer = "/subjects/" + std::to_string(i);
    if (!is_usable(subjects[i])) {
      body.refuse(pointer, "must be made of letters, digits, '_' and '.'");
    } else if (!seen.insert(subjects[i]).second) {
      body.refuse(pointer, "is named twice: \"" + subjects[i] + "\"");
    }
  }
}

void check_nothing_else(Body& body) {
  for (const char* name :
       {"subjects", "schedule", "version", "stage", "duration", "labels", "seed"}) {
    if (body.has(name)) {
      body.refuse(pointer_to("", name),
                  "must not be given with \"continue\": it is as in that session");
    }
  }
}

}  // namespace

std::variant<StartRequest, Problem> read_start(const Request& request,
                                               std::size_t seats) {
  Body body(request);
  StartRequest start;
  start.continued = body.text("continue", Need::optional);
  const Need need = start.continued.empty() ? Need::required : Need::optional;
  start.subjects = body.texts("subjects", need);
  start.schedule = body.text("schedule", need);
  start.version = body.text("version", Need::optional);
  start.stage = body.text("stage", Need::optional);
  start.duration = body.text("duration", Need::optional);
  start.labels = body.text_map("labels");
  start.seed = body.text("seed", Need::optional);
  start.speed = body.text("speed", Need::optional);
  start.overrides = body.texts("override", Need::optional);
  if (!start.continued.empty()) {
    check_nothing_else(body);
  } else if (body.has("subjects")) {
    check_subjects(body, start.subjects, seats);
  }
  if (auto problem = body.problem()) return std::move(*problem);
  return start;
}

}  // namespace dyad::server
