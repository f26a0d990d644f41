#include "dyad/config/read.hpp"
#include "object.hpp"
#include "readers.hpp"
#include "stage_parts.hpp"

namespace dyad::config {
namespace {

constexpr std::size_t kMaxStages = 32;

void read_stages(const Value& value, const SessionLimits& limits, const Labels& labels,
                 Schedule& schedule) {
  const auto list = value.list(1, kMaxStages);
  if (!list) return;
  for (const Value& element : *list) {
    Stage stage = read_stage(element, limits, labels);
    for (const Stage& earlier : schedule.stages) {
      if (stage.name.empty() || earlier.name != stage.name) continue;
      element.member("name").refuse("a name that no other stage has");
    }
    schedule.stages.push_back(std::move(stage));
  }
}

}  // namespace

Schedule read_schedule(const Document& document, Findings& findings) {
  Schedule schedule;
  Object object(Value(document.json, "", findings));
  if (!object.is_object()) return schedule;
  read_head(object, kScheduleFormat, schedule.name);
  object.text("citation", Need::optional, kProse, schedule.citation);
  object.text("notes", Need::optional, kProse, schedule.notes);
  SessionLimits limits;
  Labels labels;
  if (const auto own = object.find("labels", Need::optional, "")) {
    read_labels(*own, labels);
  }
  const auto session = object.find("session", Need::required,
                                   "an object such as {\"duration_min\": 30}");
  if (session) read_limits(*session, Need::required, limits);
  const auto stages = object.find("stages", Need::required, "a list of stages");
  if (stages) read_stages(*stages, limits, labels, schedule);
  object.finish();
  return schedule;
}

std::optional<Schedule> read_schedule(const Document& document, Problems& problems) {
  Findings findings(document);
  Schedule schedule = read_schedule(document, findings);
  findings.append_to(problems);
  if (!findings.none()) return std::nullopt;
  return schedule;
}

}  // namespace dyad::config
