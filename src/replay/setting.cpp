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

}  // namespace

Result<Setting> setting_of(const log::Header& header,
                           const std::vector<Override>& overrides) {
  config::Problems problems;
  const auto rig_document = document_of("the log's rig", header.rig, problems);
  auto schedule_document = document_of("the log's schedule", header.schedule, problems);
  if (!rig_document || !schedule_document) return refused(problems);
  for (const Override& change : overrides) {
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
