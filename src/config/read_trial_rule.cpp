#include <array>
#include <type_traits>

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

using From = const RuleDraft&;
using Into = RuleDraft&;
using At = const Value&;

template <auto member>
void read_word(At value, Into into) {
  auto& word = into.rule.*member;
  if (const auto read = value.choice<std::remove_reference_t<decltype(word)>>()) {
    word = *read;
  }
}

void read_response_limit(At value, Into into) {
  const auto us = value.number(kResponseLimit);
  if (us) into.rule.response_limit = Duration::from_us(*us);
}

void read_operanda(At value, Into into) {
  into.rule.operanda = read_names(value, kMaxChannels);
}

void read_needed(At value, Into into) {
  const auto number = value.number(kNeeded);
  if (number) into.rule.needed = static_cast<unsigned>(*number);
}

void read_reward_delay(At value, Into into) {
  const auto us = value.number(kRewardDelay);
  if (us) into.rule.reward_delay = Duration::from_us(*us);
}

void read_collection(At value, Into into) {
  Object object(value);
  const auto channels =
      object.find("channels", Need::required, "a list of licks, pokes or levers");
  if (channels) into.rule.collection = read_names(*channels, kMaxChannels);
  object.finish();
}

void read_catch(At value, Into into) {
  if (const auto boolean = value.boolean()) into.rule.catch_trial = *boolean;
}

template <auto... members>
void copy(From from, Into into) {
  ((into.rule.*members = from.rule.*members), ...);
}

void copy_target(From from, Into into) {
  copy<&TrialRule::target>(from, into);
  into.target_choice = from.target_choice;
}

void copy_payoff(From from, Into into) { into.payoff = from.payoff; }

void copy_reward_ul(From from, Into into) {
  into.rule.reward.nl = from.rule.reward.nl;
  into.has_reward = true;
}

void copy_reward_percent(From from, Into into) {
  into.rule.reward.permille = from.rule.reward.permille;
}

using Rule = TrialRule;

// In the order of the document.
const std::array<RuleMember, 25> kRuleMembers{{
    {"initiation", read_initiation, copy<&Rule::initiation>},
    {"response_limit_ms", read_response_limit, copy<&Rule::response_limit>},
    {"response", read_response, copy<&Rule::response, &Rule::hold>},
    {"operanda", read_operanda, copy<&Rule::operanda>},
    {"choices", read_choices, copy<&Rule::choices>},
    {"target", read_target, copy_target},
    {"wrong_response", read_word<&Rule::wrong_response>, copy<&Rule::wrong_response>},
    {"window_ms", read_window, copy<&Rule::window>},
    {"repeat_response", read_word<&Rule::repeat_response>,
     copy<&Rule::repeat_response>},
    {"late_response", read_word<&Rule::late_response>, copy<&Rule::late_response>},
    {"order", read_order, copy<&Rule::order>},
    {"needed", read_needed, copy<&Rule::needed>},
    {"contingency", read_word<&Rule::contingency>, copy<&Rule::contingency>},
    {"payoff", read_payoff, copy_payoff},
    {"reinforcement", read_reinforcement, copy<&Rule::reinforcement>},
    {"reward_ul", read_reward_ul, copy_reward_ul},
    {"reward_percent", read_reward_percent, copy_reward_percent},
    {"other_rewards", read_other_rewards, copy<&Rule::other_rewards>},
    {"reward_delay_ms", read_reward_delay, copy<&Rule::reward_delay>},
    {"reward_pulses", read_reward_pulses,
     copy<&Rule::reward_pulses, &Rule::reward_gap>},
    {"collection", read_collection, copy<&Rule::collection>},
    {"catch", read_catch, copy<&Rule::catch_trial>},
    {"iti_ms", read_iti, copy<&Rule::iti>},
    {"iti_extension", read_iti_extension, copy<&Rule::iti_quiet, &Rule::iti_limit>},
    {"outputs", read_outputs, copy<&Rule::outputs>},
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
