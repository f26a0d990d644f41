#include <array>

#include "pointer.hpp"
#include "rule_draft.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kWindow = milliseconds(1, 600'000'000);
constexpr NumberRule kResponseLimit = milliseconds(1'000, 3'600'000'000);
constexpr NumberRule kRewardDelay = milliseconds(0, 600'000'000);
constexpr NumberRule kNeeded{1, kMaxSubjects, 0, ""};
constexpr const char* kUnlimitedWord = "unlimited";

std::string window_text() {
  return kWindow.text() + ", or \"" + std::string(kUnlimitedWord) + "\"";
}

void read_window(const Value& value, RuleDraft& into) {
  if (value.json().is_number()) {
    const auto us = value.number(kWindow);
    if (us) into.rule.window = Duration::from_us(*us);
    return;
  }
  if (value.json() == kUnlimitedWord) {
    into.rule.window = TrialRule::kUnlimited;
    return;
  }
  std::string remedy;
  if (value.json().is_string()) {
    const std::vector<std::string> words{kUnlimitedWord};
    remedy = did_you_mean(value.json().get_ref<const std::string&>(), words);
    if (remedy.empty()) remedy = "write a number without quotes";
  }
  value.refuse(window_text(), remedy);
}

void read_duration(const Value& value, const NumberRule& rule, Duration& into) {
  if (const auto us = value.number(rule)) into = Duration::from_us(*us);
}

template <typename E>
void read_choice_of(const Value& value, E& into) {
  if (const auto chosen = value.choice<E>()) into = *chosen;
}

using From = const RuleDraft&;
using Into = RuleDraft&;
using At = const Value&;

const std::array<RuleMember, 25> kRuleMembers{{
    {"initiation", read_initiation,
     [](From from, Into into) { into.rule.initiation = from.rule.initiation; }},
    {"response_limit_ms",
     [](At value, Into into) {
       if (const auto us = value.number(kResponseLimit)) {
         into.rule.response_limit = Duration::from_us(*us);
       }
     },
     [](From from, Into into) { into.rule.response_limit = from.rule.response_limit; }},
    {"response", read_response,
     [](From from, Into into) {
       into.rule.response = from.rule.response;
       into.rule.hold = from.rule.hold;
     }},
    {"operanda",
     [](At value, Into into) { into.rule.operanda = read_names(value, kMaxChannels); },
     [](From from, Into into) { into.rule.operanda = from.rule.operanda; }},
    {"choices", read_choices,
     [](From from, Into into) { into.rule.choices = from.rule.choices; }},
    {"target", read_target,
     [](From from, Into into) {
       into.rule.target = from.rule.target;
       into.target_choice = from.target_choice;
     }},
    {"wrong_response",
     [](At value, Into into) { read_choice_of(value, into.rule.wrong_response); },
     [](From from, Into into) { into.rule.wrong_response = from.rule.wrong_response; }},
    {"window_ms", read_window,
     [](From from, Into into) { into.rule.window = from.rule.window; }},
    {"repeat_response",
     [](At value, Into into) { read_choice_of(value, into.rule.repeat_response); },
     [](From from, Into into) {
       into.rule.repeat_response = from.rule.repeat_response;
     }},
    {"late_response",
     [](At value, Into into) { read_choice_of(value, into.rule.late_response); },
     [](From from, Into into) { into.rule.late_response = from.rule.late_response; }},
    {"order", read_order,
     [](From from, Into into) { into.rule.order = from.rule.order; }},
    {"needed",
     [](At value, Into into) {
       if (const auto number = value.number(kNeeded)) {
         into.rule.needed = static_cast<unsigned>(*number);
       }
     },
     [](From from, Into into) { into.rule.needed = from.rule.needed; }},
    {"contingency",
     [](At value, Into into) { read_choice_of(value, into.rule.contingency); },
     [](From from, Into into) { into.rule.contingency = from.rule.contingency; }},
    {"payoff", read_payoff, [](From from, Into into) { into.payoff = from.payoff; }},
    {"reinforcement", read_reinforcement,
     [](From from, Into into) { into.rule.reinforcement = from.rule.reinforcement; }},
    {"reward_ul", read_reward_ul,
     [](From from, Into into) {
       into.rule.reward.nl = from.rule.reward.nl;
       into.has_reward = true;
     }},
    {"reward_percent", read_reward_percent,
     [](From from, Into into) {
       into.rule.reward.permille = from.rule.reward.permille;
     }},
    {"other_rewards", read_other_rewards,
     [](From from, Into into) { into.rule.other_rewards = from.rule.other_rewards; }},
    {"reward_delay_ms",
     [](At value, Into into) {
       read_duration(value, kRewardDelay, into.rule.reward_delay);
     },
     [](From from, Into into) { into.rule.reward_delay = from.rule.reward_delay; }},
    {"reward_pulses", read_reward_pulses,
     [](From from, Into into) {
       into.rule.reward_pulses = from.rule.reward_pulses;
       into.rule.reward_gap = from.rule.reward_gap;
     }},
    {"collection",
     [](At value, Into into) {
       Object object(value);
       const auto channels =
           object.find("channels", Need::required, "a list of licks, pokes or levers");
       if (channels) into.rule.collection = read_names(*channels, kMaxChannels);
       object.finish();
     },
     [](From from, Into into) { into.rule.collection = from.rule.collection; }},
    {"catch",
     [](At value, Into into) {
       if (const auto boolean = value.boolean()) into.rule.catch_trial = *boolean;
     },
     [](From from, Into into) { into.rule.catch_trial = from.rule.catch_trial; }},
    {"iti_ms", read_iti, [](From from, Into into) { into.rule.iti = from.rule.iti; }},
    {"iti_extension", read_iti_extension,
     [](From from, Into into) {
       into.rule.iti_quiet = from.rule.iti_quiet;
       into.rule.iti_limit = from.rule.iti_limit;
     }},
    {"outputs", read_outputs,
     [](From from, Into into) { into.rule.outputs = from.rule.outputs; }},
}};

}  // namespace

RulePart read_rule_part(Object& object, RuleOf what, BadMembers& bad) {
  RulePart part;
  Findings& findings = object.value().findings();
  for (const RuleMember& member : kRuleMembers) {
    const bool required = what == RuleOf::stage && member.read == read_window;
    const auto value = required
                           ? object.find(member.name, Need::required, window_text())
                           : object.find(member.name, Need::optional, "");
    const std::size_t before = findings.count();
    if (value) {
      member.read(*value, part.draft);
      part.present.push_back(&member);
    }
    const bool wrong = value ? findings.count() > before : required;
    if (wrong) bad.insert(child_pointer(object.value().pointer(), member.name));
  }
  return part;
}

}  // namespace dyad::config
