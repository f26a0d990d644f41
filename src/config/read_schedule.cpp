#include <algorithm>

#include "dyad/config/read.hpp"
#include "dyad/core/note.hpp"
#include "object.hpp"
#include "pointer.hpp"
#include "readers.hpp"

namespace dyad::config {
namespace {

// Thousandths of a minute: 60 000 µs each.
constexpr NumberRule kDurationMin{1, 1'440'000, 3, "min"};
constexpr std::int64_t kUsInThousandthMinute = 60'000;
constexpr NumberRule kDurationS{1'000, 86'400'000'000, 6, "s"};
constexpr NumberRule kTrials{1, 1'000'000, 0, ""};
constexpr NumberRule kSessions{1, 1'000, 0, ""};
constexpr NumberRule kWindow = milliseconds(1, 600'000'000);
constexpr NumberRule kReward = microlitres(1, 1'000'000);
constexpr NumberRule kIti = milliseconds(0, 3'600'000'000);
constexpr NumberRule kPulse = milliseconds(1, 600'000'000);
constexpr std::size_t kMaxStages = 32;
constexpr std::size_t kMaxBindings = 64;

std::optional<unsigned> read_count(Object& object, const char* name,
                                   const NumberRule& rule) {
  std::int64_t count = 0;
  object.number(name, Need::optional, rule, count);
  if (count == 0) return std::nullopt;
  return static_cast<unsigned>(count);
}

void read_session(const Value& value, Schedule& schedule) {
  Object object(value);
  std::int64_t thousandths = 0;
  object.number("duration_min", Need::optional, kDurationMin, thousandths);
  schedule.duration = Duration::from_us(thousandths * kUsInThousandthMinute);
  object.time("duration_s", Need::optional, kDurationS, schedule.duration);
  if (object.has("duration_min") && object.has("duration_s")) {
    value.findings().add_at_name(child_pointer(value.pointer(), "duration_s"),
                                 "a second duration",
                                 "either duration_min or duration_s");
  }
  if (object.is_object() && !object.has("duration_min") && !object.has("duration_s")) {
    value.findings().add(value.pointer(), "no duration",
                         "duration_min, " + kDurationMin.text() + ", or duration_s");
  }
  schedule.max_trials = read_count(object, "max_trials", kTrials);
  object.finish();
}

Interval read_uniform(const Value& value) {
  Interval interval;
  Object object(value);
  const std::string expected = "two times in ms, e.g. [3000, 7000]";
  const auto ends = object.find("uniform", Need::required, expected);
  object.finish();
  if (!ends) return interval;
  if (!ends->json().is_array() || ends->json().size() != 2) {
    ends->refuse(expected);
    return interval;
  }
  const auto low = ends->element(0).number(kIti);
  const auto high = ends->element(1).number(kIti);
  if (!low || !high) return interval;
  if (*low > *high) ends->element(1).refuse("no less than the first of the two");
  return {Duration::from_us(*low), Duration::from_us(*high)};
}

Interval read_interval(const Value& value) {
  if (value.json().is_object()) return read_uniform(value);
  if (!value.json().is_number()) {
    value.refuse(kIti.text() + ", or {\"uniform\": [3000, 7000]}");
    return {};
  }
  const auto fixed = Duration::from_us(value.number(kIti).value_or(0));
  return {fixed, fixed};
}

void read_iti(const Value& value, Stage& stage) {
  Object object(value);
  for (std::size_t i = 0; i < stage.iti.size(); ++i) {
    const std::string name(to_text(static_cast<Outcome>(i)));
    const auto interval = object.find(name, Need::optional, "");
    if (interval) stage.iti[i] = read_interval(*interval);
  }
  object.finish();
}

OutputBinding read_binding(const Value& value) {
  OutputBinding binding;
  Object object(value);
  object.choice("at", Need::required, binding.at);
  object.text("channel", Need::required, kName, binding.channel);
  object.time("pulse_ms", Need::required, kPulse, binding.pulse);
  object.finish();
  return binding;
}

void read_outputs(const Value& value, Stage& stage) {
  const auto list = value.list(0, kMaxBindings);
  if (!list) return;
  for (const Value& element : *list) {
    OutputBinding binding = read_binding(element);
    const bool twice = !binding.channel.empty() &&
                       std::any_of(stage.outputs.begin(), stage.outputs.end(),
                                   [&](const OutputBinding& earlier) {
                                     return earlier.at == binding.at &&
                                            earlier.channel == binding.channel;
                                   });
    if (twice) {
      value.findings().add(element.pointer(),
                           "a second pulse of \"" + binding.channel + "\" at " +
                               std::string(to_text(binding.at)),
                           "each channel once for each event");
    }
    stage.outputs.push_back(std::move(binding));
  }
}

Stage read_stage(const Value& value) {
  Stage stage;
  Object object(value);
  object.text("name", Need::required, kTitle, stage.name);
  object.remark("notes");
  stage.sessions = read_count(object, "sessions", kSessions);
  object.choice("contingency", Need::optional, stage.contingency);
  object.time("window_ms", Need::required, kWindow, stage.window);
  object.choice("repeat_response", Need::optional, stage.repeat_response);
  object.choice("late_response", Need::optional, stage.late_response);
  std::int64_t reward_nl = 0;
  object.number("reward_ul", Need::required, kReward, reward_nl);
  stage.reward_nl = static_cast<std::uint32_t>(reward_nl);
  if (const auto iti = object.find("iti_ms", Need::optional, "")) read_iti(*iti, stage);
  if (const auto outputs = object.find("outputs", Need::optional, "")) {
    read_outputs(*outputs, stage);
  }
  object.finish();
  return stage;
}

void read_stages(const Value& value, Schedule& schedule) {
  const auto list = value.list(1, kMaxStages);
  if (!list) return;
  for (const Value& element : *list) {
    Stage stage = read_stage(element);
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
  const auto session = object.find("session", Need::required,
                                   "an object such as {\"duration_min\": 30}");
  if (session) read_session(*session, schedule);
  const auto stages = object.find("stages", Need::required, "a list of stages");
  if (stages) read_stages(*stages, schedule);
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
