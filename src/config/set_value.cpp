#include <charconv>

#include "dyad/config/read.hpp"
#include "findings.hpp"
#include "pointer.hpp"
#include "readers.hpp"
#include "value.hpp"

namespace dyad::config {
namespace {

// The value that a step of the pointer leads to. Where an object lacks the
// member it is made; whether the format knows it is asked afterwards. Null, with
// a finding, where there is no such place.
Json* step(Json& from, const std::string& name, const std::string& pointer,
           Findings& findings) {
  if (from.is_object()) return &from[name];
  if (!from.is_array()) {
    findings.add(parent_pointer(pointer), describe(from) + ", which has no members",
                 "a pointer that ends here");
    return nullptr;
  }
  std::size_t index = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data(), end, index);
  if (read.ec == std::errc() && read.ptr == end && index < from.size()) {
    return &from[index];
  }
  findings.add(pointer, "no element \"" + name + "\"",
               from.empty() ? "nothing: the list is empty"
                            : "0 to " + std::to_string(from.size() - 1));
  return nullptr;
}

Json* find_or_make(Json& root, const std::vector<std::string>& names,
                   Findings& findings) {
  Json* at = &root;
  std::string pointer;
  for (const std::string& name : names) {
    pointer = child_pointer(pointer, name);
    if (at->is_null()) *at = Json::object();
    at = step(*at, name, pointer, findings);
    if (at == nullptr) return nullptr;
  }
  return at;
}

bool leads_to(const std::string& pointer, const std::string& ancestor) {
  return pointer.compare(0, ancestor.size(), ancestor) == 0 &&
         (pointer.size() == ancestor.size() || pointer[ancestor.size()] == '/');
}

// The problem, if a member on the way to the pointer is none the format knows.
const Problem* unknown_on_the_way(const Findings& findings,
                                  const std::string& pointer) {
  for (const Problem& problem : findings.unknown_members()) {
    if (leads_to(pointer, problem.pointer)) return &problem;
  }
  return nullptr;
}

}  // namespace

bool set_value(Document& document, const std::string& pointer, const Json& value,
               Problems& problems) {
  Findings findings(document);
  const auto names = split_pointer(pointer);
  if (!names || names->empty()) {
    findings.add("", "the pointer \"" + pointer + "\"",
                 "a JSON pointer such as /stages/0/window_ms");
    findings.append_to(problems);
    return false;
  }
  Document changed = document;
  Json* place = find_or_make(changed.json, *names, findings);
  if (place == nullptr) {
    findings.append_to(problems);
    return false;
  }
  *place = value;
  Findings reread(changed);
  if (format_of(document) == kRigFormat) read_rig(changed, reread);
  if (format_of(document) == kScheduleFormat) read_schedule(changed, reread);
  if (const Problem* unknown = unknown_on_the_way(reread, pointer)) {
    problems.push_back(*unknown);
    return false;
  }
  document = std::move(changed);
  return true;
}

void set_duration(Document& document, Duration duration) {
  // A stage's own duration would count before it.
  for (Json& stage : document.json["stages"]) {
    if (!stage.contains("session")) continue;
    stage["session"].erase("duration_min");
    stage["session"].erase("duration_s");
  }
  Json& session = document.json["session"];
  session.erase("duration_min");
  const std::int64_t us = duration.us();
  constexpr std::int64_t kUsInSecond = 1'000'000;
  if (us % kUsInSecond == 0) {
    session["duration_s"] = us / kUsInSecond;
  } else {
    session["duration_s"] = static_cast<double>(us) / static_cast<double>(kUsInSecond);
  }
}

}  // namespace dyad::config
