#include "rule_draft.hpp"
#include "stage_parts.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kRatio{1, 10'000, 0, ""};
constexpr NumberRule kYokedTime = milliseconds(0, 86'400'000'000);
constexpr std::size_t kMaxTimes = 4096;

bool is_ratio(ReinforcementKind kind) {
  return kind <= ReinforcementKind::random_ratio;
}
bool is_interval(ReinforcementKind kind) {
  return kind == ReinforcementKind::fixed_interval ||
         kind == ReinforcementKind::variable_interval;
}

Reinforcement read_one(const Value& value, bool in_tandem);

void read_parts(Object& object, Reinforcement& into) {
  const auto value =
      object.find("parts", Need::required, "a list of ratios and intervals");
  const auto list = value ? value->list(2, Reinforcement::kMaxParts) : std::nullopt;
  if (!list) return;
  for (const Value& part : *list) into.parts.push_back(read_one(part, true));
}

void read_times(const Value& value, Reinforcement& into) {
  const auto list = value.list(1, kMaxTimes);
  if (!list) return;
  for (const Value& element : *list) {
    const auto us = element.number(kYokedTime);
    if (!us) continue;
    const Duration time = Duration::from_us(*us);
    if (!into.times.empty() && time <= into.times.back()) {
      element.refuse("more than the time before it");
    }
    into.times.push_back(time);
  }
}

void read_yoked(Object& object, bool yoked, Reinforcement& into) {
  const char* why = "only \"yoked\" has it";
  if (object.allows("times_ms", yoked, why)) {
    const auto times = object.find("times_ms", Need::optional, "");
    if (times) read_times(*times, into);
  }
  if (object.allows("log", yoked, why)) {
    object.text("log", Need::optional, kLogPath, into.log);
  }
  if (yoked) need_one_of_two(object, "times_ms", "log");
}

void read_interval_of(Object& object, Reinforcement& into) {
  const auto value = object.find("interval_ms", Need::required,
                                 "a time in ms, or a draw such as "
                                 "{\"uniform\": [20000, 40000]}");
  if (!value) return;
  into.interval = read_interval(*value, kIntervalFromOne);
}

Reinforcement read_one(const Value& value, bool in_tandem) {
  Reinforcement reinforcement;
  Object object(value);
  if (!object.choice("kind", Need::required, reinforcement.kind)) return reinforcement;
  const ReinforcementKind kind = reinforcement.kind;
  if (in_tandem && !is_ratio(kind) && !is_interval(kind)) {
    value.member("kind").refuse("a ratio or an interval, as a part of a tandem");
    return reinforcement;
  }
  if (object.allows("n", is_ratio(kind), "only ratios have it")) {
    if (const auto n = object.number("n", Need::required, kRatio)) {
      reinforcement.n = static_cast<std::uint32_t>(*n);
    }
  }
  if (object.allows("interval_ms", is_interval(kind), "only intervals have it")) {
    read_interval_of(object, reinforcement);
  }
  if (object.allows("parts", kind == ReinforcementKind::tandem,
                    "only a \"tandem\" has them")) {
    read_parts(object, reinforcement);
  }
  read_yoked(object, kind == ReinforcementKind::yoked, reinforcement);
  object.finish();
  return reinforcement;
}

}  // namespace

void read_reinforcement(const Value& value, RuleDraft& into) {
  into.rule.reinforcement = read_one(value, false);
}

}  // namespace dyad::config
