#include "dyad/replay/setting.hpp"

#include <optional>

#include "dyad/config/read.hpp"

namespace dyad::replay {
namespace {

Error refused(const config::Problems& problems) {
  std::string what;
  for (const config::Problem& problem : problems) {
    if (!what.empty()) what += '\n';
    what += problem.text();
  }
  return {what, ""};
}

// The header's documents stand in one line of the log; the pointers tell the place.
std::optional<config::Document> document_of(const char* name, const config::Json& json,
                                            config::Problems& problems) {
  return config::parse_document(name, json.dump(), problems);
}

// A change of a stage that the session did not run would do nothing.
std::optional<Error> other_stage(const std::string& pointer, std::size_t stage) {
  const std::string stages = "/stages/";
  const std::string ran = stages + std::to_string(stage);
  if (!pointer.starts_with(stages) || pointer.starts_with(ran + "/"))
    return std::nullopt;
  const std::size_t rest = pointer.find('/', stages.size());
  const std::string member = rest == std::string::npos ? "" : pointer.substr(rest);
  return Error{pointer + ": would change nothing: the session ran stage " +
                   std::to_string(stage + 1) + ", which is " + ran,
               "Did you mean " + ran + member + "?"};
}

}  // namespace

Result<Setting> setting_of(const log::Header& header,
                           const std::vector<Override>& overrides) {
  config::Problems problems;
  const auto rig_document = document_of("the log's rig", header.rig, problems);
  auto schedule_document = document_of("the log's schedule", header.schedule, problems);
  if (!rig_document || !schedule_document) return refused(problems);
  for (const Override& change : overrides) {
    if (const auto other = other_stage(change.pointer, header.stage)) return *other;
    config::set_value(*schedule_document, change.pointer, change.value, problems);
  }
  const auto rig = config::read_rig(*rig_document, problems);
  const auto schedule = config::read_schedule(*schedule_document, problems);
  if (rig && schedule) {
    config::check_together(*rig, *schedule, *schedule_document, problems);
  }
  if (!problems.empty() || !rig || !schedule) return refused(problems);
  if (header.stage >= schedule->stages.size()) {
    return Error{"the log's header names stage " + std::to_string(header.stage + 1) +
                     ", its schedule has " + std::to_string(schedule->stages.size()),
                 ""};
  }
  return Setting{task::make_plan(*rig, *schedule, header.stage), header.seed};
}

}  // namespace dyad::replay
