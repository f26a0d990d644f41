#include <algorithm>

#include "pointer.hpp"
#include "rule_draft.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kHold = milliseconds(1, 600'000'000);
constexpr NumberRule kWait = milliseconds(0, 600'000'000);
constexpr NumberRule kRepeats{1, 100, 0, ""};
constexpr const char* kWithhold = "withhold";

// The choice that has the operandum already.
const Choice* taken_by(const std::vector<Choice>& choices, const std::string& channel) {
  const auto found =
      std::find_if(choices.begin(), choices.end(), [&](const Choice& choice) {
        return std::find(choice.channels.begin(), choice.channels.end(), channel) !=
               choice.channels.end();
      });
  return found == choices.end() ? nullptr : &*found;
}

void refuse_taken(const Value& list, const std::vector<Choice>& earlier) {
  if (!list.json().is_array()) return;
  for (std::size_t i = 0; i < list.json().size(); ++i) {
    const Value element = list.element(i);
    if (!element.json().is_string()) continue;
    const Choice* choice = taken_by(earlier, element.json().get<std::string>());
    if (choice == nullptr) continue;
    element.refuse("an operandum in one choice only: \"" + choice->name +
                   "\" has it already");
  }
}

}  // namespace

void read_response(const Value& value, RuleDraft& into) {
  Object object(value, R"({"kind": "held", "hold_ms": 300})");
  if (!object.choice("kind", Need::required, into.rule.response)) return;
  if (object.allows("hold_ms", into.rule.response != ResponseKind::onset,
                    "an onset is not held")) {
    object.time("hold_ms", Need::required, kHold, into.rule.hold);
  }
  object.finish();
}

void read_choices(const Value& value, RuleDraft& into) {
  for (const auto& [name, channels] : named_values(value, 2, kMaxChoices, "choices")) {
    if (name == kWithhold) {
      value.findings().add_at_name(channels.pointer(), describe(name),
                                   "another name: it means no response in a payoff");
    }
    refuse_taken(channels, into.rule.choices);
    into.rule.choices.push_back({name, read_names(channels, kMaxChannels)});
  }
}

void read_target(const Value& value, RuleDraft& into) {
  Target& target = into.rule.target;
  Object object(value, R"({"kind": "random"})");
  if (!object.choice("kind", Need::required, target.kind)) return;
  if (object.allows("choice", target.kind == TargetKind::fixed,
                    "only a \"fixed\" target has it")) {
    object.text("choice", Need::required, kName, into.target_choice);
  }
  if (object.allows("max_repeats", target.kind == TargetKind::random,
                    "only a \"random\" target has it")) {
    const auto repeats = object.number("max_repeats", Need::optional, kRepeats);
    if (repeats) target.max_repeats = static_cast<unsigned>(*repeats);
  }
  if (object.allows("after_failure", target.kind != TargetKind::fixed,
                    "a \"fixed\" target is always the same")) {
    object.choice("after_failure", Need::optional, target.after_failure);
  }
  object.finish();
}

void read_order(const Value& value, RuleDraft& into) {
  Order& order = into.rule.order;
  Object object(value, R"({"leader": "left"})");
  object.text("leader", Need::required, kName, order.leader);
  object.time("min_wait_ms", Need::optional, kWait, order.min_wait);
  object.choice("violation", Need::optional, order.violation);
  object.finish();
}

}  // namespace dyad::config
