#include "check_rule.hpp"

#include <algorithm>

#include "decimal.hpp"
#include "pointer.hpp"

namespace dyad::config {
namespace {

const char* const kPaysUnits =
    "the contingency \"coordinated\", \"first_only\", \"last_only\" or \"in_turn\"";

std::string in_quotes(std::string_view word) { return "\"" + std::string(word) + "\""; }

void check_initiation(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  if (rule.initiation.kind == InitiationKind::cue && !rule.response_limit) {
    composed.refuse({"initiation", "response_limit_ms"},
                    "a \"cue\" without response_limit_ms",
                    "response_limit_ms, how long a trial waits for its first response");
  }
  if (rule.late_response == LateResponse::open_next_trial &&
      rule.initiation.kind != InitiationKind::free) {
    composed.refuse({"late_response", "initiation"},
                    "\"open_next_trial\" with the initiation " +
                        in_quotes(to_text(rule.initiation.kind)),
                    "the initiation \"free\", or late_response \"drop\"");
  }
}

// Every trial would be an omission.
void check_held(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  if (rule.response != ResponseKind::held || !rule.response_limit) return;
  if (rule.hold <= *rule.response_limit) return;
  composed.refuse({"response", "response_limit_ms"},
                  "a hold of " + time_text(rule.hold) + ", beyond the response limit",
                  "a hold_ms of at most response_limit_ms", "", "/hold_ms");
}

void check_overlap(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  if (rule.response != ResponseKind::overlap) return;
  const std::string with = " with the response \"overlap\"";
  const std::string remedy = "remove it, or take another response";
  if (rule.needed) {
    composed.refuse({"needed", "response"}, "needed" + with,
                    "none: all present subjects must hold", remedy);
  }
  if (rule.repeat_response == RepeatResponse::restart_window) {
    composed.refuse({"repeat_response", "response"}, "\"restart_window\"" + with,
                    "\"ignore\"", remedy);
  }
  if (!rule.order.leader.empty()) {
    composed.refuse({"order", "response"}, "an order" + with,
                    "none: all hold at the same time", remedy);
  }
  if (!pays_at_outcome(rule.contingency)) {
    composed.refuse({"contingency", "response"},
                    in_quotes(to_text(rule.contingency)) + with,
                    std::string(kPaysUnits) + ", or \"matrix\"");
  }
  if (rule.hold > rule.window) {
    composed.refuse({"response", "window_ms"},
                    "an overlap of " + time_text(rule.hold) + ", beyond the window",
                    "a hold_ms of at most window_ms", "", "/hold_ms");
  }
}

std::vector<std::string> choice_names(const TrialRule& rule) {
  std::vector<std::string> names;
  for (const Choice& choice : rule.choices) names.push_back(choice.name);
  return names;
}

void check_target(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  const Target& target = rule.target;
  if (rule.choices.empty()) {
    composed.refuse({"target", "choices"}, "a target without choices",
                    "choices, of which the target is one");
    return;
  }
  const auto names = choice_names(rule);
  const std::string& wanted = composed.draft.target_choice;
  const bool unknown = target.kind == TargetKind::fixed &&
                       std::find(names.begin(), names.end(), wanted) == names.end();
  if (unknown) {
    composed.refuse({"target", "choices"}, "the unknown choice " + in_quotes(wanted),
                    one_of(names), did_you_mean(wanted, names), "/choice");
  }
  if (target.after_failure == AfterFailure::opposite && rule.choices.size() != 2) {
    composed.refuse(
        {"target", "choices"},
        "\"opposite\" of " + std::to_string(rule.choices.size()) + " choices",
        "two choices, or after_failure \"next\" or \"same\"", "", "/after_failure");
  }
}

// A cue's channel is no barcode's.
void check_cue(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  for (std::size_t i = 0; i < rule.outputs.size(); ++i) {
    const OutputBinding& output = rule.outputs[i];
    const bool disturbed =
        output.barcode.bits > 0 && output.channel == rule.initiation.cue_channel;
    if (!disturbed) continue;
    composed.refuse({"outputs", "initiation"},
                    "a barcode on the cue's channel " + in_quotes(output.channel),
                    "the channel of a barcode to itself", "",
                    "/" + std::to_string(i) + "/channel");
  }
}

// Outputs that go by the target.
void check_output_targets(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  const auto names = choice_names(rule);
  for (std::size_t i = 0; i < rule.outputs.size(); ++i) {
    const std::string& wanted = rule.outputs[i].target;
    if (wanted.empty()) continue;
    const std::string within = "/" + std::to_string(i) + "/target";
    if (rule.target.kind == TargetKind::none) {
      composed.refuse({"outputs", "target"}, "an output by the target without a target",
                      "a target, or no such member here", "", within);
    } else if (std::find(names.begin(), names.end(), wanted) == names.end()) {
      composed.refuse({"outputs", "choices"}, "the unknown choice " + in_quotes(wanted),
                      one_of(names), did_you_mean(wanted, names), within);
    }
  }
}

void check_choices(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  if (!rule.operanda.empty() && !rule.choices.empty()) {
    composed.refuse({"operanda", "choices"}, "operanda beside choices",
                    "either operanda or choices",
                    "remove operanda: those in a choice are the ones that count");
  }
  if (rule.target.kind != TargetKind::none) {
    check_target(composed);
  } else if (rule.wrong_response == WrongResponse::end_trial) {
    composed.refuse({"wrong_response", "target"}, "\"end_trial\" without a target",
                    "a target, beside which another choice is wrong");
  }
  check_output_targets(composed);
  check_cue(composed);
}

void check_order(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  if (rule.order.min_wait <= rule.window) return;
  composed.refuse({"order", "window_ms"},
                  "a wait of " + time_text(rule.order.min_wait) + ", beyond the window",
                  "a min_wait_ms of at most window_ms", "", "/min_wait_ms");
}

void check_units(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  if (pays_units(rule.contingency)) return;
  const std::string with =
      " with the contingency " + in_quotes(to_text(rule.contingency));
  if (rule.reinforcement != Reinforcement{}) {
    composed.refuse({"reinforcement", "contingency"}, "a reinforcement" + with,
                    kPaysUnits);
  }
  if (rule.other_rewards != decltype(rule.other_rewards){}) {
    composed.refuse({"other_rewards", "contingency"}, "other rewards" + with,
                    kPaysUnits);
  }
}

void check_matrix(const ComposedRule& composed) {
  const TrialRule& rule = composed.draft.rule;
  if (rule.choices.empty()) {
    composed.refuse({"contingency", "choices"}, "\"matrix\" without choices",
                    "choices, the moves of the game");
  }
  if (rule.target.kind != TargetKind::none) {
    composed.refuse({"target", "contingency"},
                    "a target with the contingency \"matrix\"",
                    "none: no choice of a game is the right one", "remove it");
  }
  if (rule.reward.permille != Payment{}.permille) {
    composed.refuse({"reward_percent", "contingency"},
                    "reward_percent with the contingency \"matrix\"",
                    "none: what a payoff says is given", "remove it");
  }
}

// What must be there beside the contingency, in the same object if nowhere else.
void check_paid(const ComposedRule& composed) {
  const bool matrix = composed.draft.rule.contingency == Contingency::matrix;
  const bool has_payoff = !composed.draft.payoff.empty() ||
                          composed.bad.count(composed.places.of("payoff"));
  const char* missing = nullptr;
  if (matrix && !has_payoff) missing = "payoff";
  if (!matrix && !composed.draft.has_reward) missing = "reward_ul";
  if (missing != nullptr) {
    if (composed.bad.count(composed.places.of("contingency")) > 0) return;
    composed.findings.add_once(
        composed.places.where("contingency").container,
        "the member \"" + std::string(missing) + "\" is missing",
        matrix ? "a list of cells, one for each combination of choices, as the "
                 "contingency is \"matrix\""
               : microlitres(1, 1'000'000).text());
  }
  if (!matrix && !composed.draft.payoff.empty()) {
    composed.refuse({"payoff", "contingency"},
                    "a payoff with the contingency " +
                        in_quotes(to_text(composed.draft.rule.contingency)),
                    "the contingency \"matrix\", or no payoff");
  }
}

}  // namespace

void ComposedRule::refuse(const std::vector<std::string>& members, std::string found,
                          std::string expected, std::string suggestion,
                          const std::string& within) const {
  std::string pointer = places.of(members.front()) + within;
  std::size_t rank = places.where(members.front()).rank;
  for (const std::string& member : members) {
    if (bad.count(places.of(member)) > 0) return;
    const std::size_t other = places.where(member).rank;
    if (other <= rank) continue;
    rank = other;
    pointer = places.of(member);
  }
  findings.add_once(pointer, std::move(found), std::move(expected),
                    std::move(suggestion));
}

void check_rule(const ComposedRule& composed) {
  check_initiation(composed);
  check_held(composed);
  check_overlap(composed);
  check_choices(composed);
  check_order(composed);
  check_units(composed);
  check_paid(composed);
  if (composed.draft.rule.contingency == Contingency::matrix) check_matrix(composed);
}

}  // namespace dyad::config
