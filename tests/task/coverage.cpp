#include "task/coverage.hpp"

#include <algorithm>
#include <bit>

namespace dyad::task::oracle {

template <typename Enum>
void Coverage::expect_all(const std::string& kind) {
  for (const std::string_view name : EnumNames<Enum>::names) {
    counts_[kind + " " + std::string(name)] = 0;
  }
}

template <typename Enum>
void Coverage::count(const std::string& kind, Enum value, bool when) {
  if (when) ++counts_.at(kind + " " + std::string(to_text(value)));
}

void Coverage::count_if(const std::string& what, bool when) {
  counts_[what] += when ? 1 : 0;
}

Coverage::Coverage() {
  expect_all<Outcome>("outcome");
  expect_all<ResponseRole>("role");
  expect_all<AmbiguousReason>("ambiguous");
  expect_all<PauseReason>("paused");
  expect_all<EndReason>("end");
  expect_all<WithheldReason>("withheld");
  // Of rewards by hand, which the oracle knows nothing of: manual_reward_test.cpp.
  counts_.erase("withheld busy");
  expect_all<config::InitiationKind>("initiation");
  expect_all<config::ResponseKind>("response");
  expect_all<config::TargetKind>("target");
  expect_all<config::AfterFailure>("after failure");
  expect_all<config::RepeatResponse>("repeat");
  expect_all<config::LateResponse>("late");
  expect_all<config::Contingency>("contingency");
  expect_all<config::ReinforcementKind>("reinforcement");
  expect_all<config::TaskEvent>("output at");
  expect_all<config::BlockOrder>("blocks");
  expect_all<config::AfterLastBlock>("after last block");
  for (const std::string_view name : note::kNames)
    counts_["note " + std::string(name)] = 0;
}

void Coverage::add_decision(const Plan& plan, const TrialPlan& rule) {
  count("initiation", rule.initiation);
  count("response", rule.response);
  count("target", rule.target.kind, rule.target.kind != config::TargetKind::none);
  count("after failure", rule.target.after_failure,
        rule.target.kind != config::TargetKind::none);
  count("repeat", rule.repeat_response);
  count("late", rule.late_response);
  count_if("response limit", rule.response_limit != Duration());
  count_if("max repeats", rule.target.max_repeats.has_value());
  count_if("wrong ends", rule.wrong_ends_trial);
  count_if("three choices", rule.choices == 3);
  count_if("unlimited", rule.window == config::TrialRule::kUnlimited);
  count_if("leader", rule.leader != kNoSubject);
  count_if("early ends", rule.early_ends_trial && rule.min_wait != Duration());
  count_if("k of N",
           rule.needed < static_cast<std::size_t>(std::popcount(plan.present)));
}

void Coverage::add_payment(const Plan& plan, const TrialPlan& rule) {
  count("contingency", rule.contingency);
  if (config::pays_units(rule.contingency)) {
    count("reinforcement", plan.reinforcements[rule.reinforcement].kind);
  }
  const auto pays = [](const Payments& all) {
    return std::any_of(all.begin(), all.end(),
                       [](auto& p) { return p.volume_nl != 0; });
  };
  count_if("other rewards",
           std::any_of(rule.other_rewards.begin(), rule.other_rewards.end(), pays));
  count_if("delay", rule.reward_delay != Duration());
  count_if("pulses", rule.reward_pulses > 1);
  count_if("collection", rule.collection != 0);
  count_if("catch", rule.catch_trial);
  count_if("extension", rule.iti_quiet != Duration());
  for (const auto& output : rule.outputs) {
    count("output at", output.at);
    count_if("barcode", output.barcode.bits != 0);
    count_if("output of a subject", output.subject != kNoSubject);
    count_if("output by target", output.target != kNoChoice);
  }
}

void Coverage::add(const Plan& plan) {
  for (const TrialPlan& rule : plan.trials) {
    add_decision(plan, rule);
    add_payment(plan, rule);
  }
  count("blocks", plan.block_order, plan.blocks.size() > 1);
  count("after last block", plan.after_last_block, !plan.blocks.empty());
  for (const auto& factor : plan.factors) {
    count_if("factor per block", factor.per_block);
    count_if("factor per trial", !factor.per_block);
  }
  count_if("absent", std::popcount(plan.present) < static_cast<int>(plan.subjects));
  count_if("automated", plan.live != plan.present);
  count_if("four subjects", plan.subjects == 4);
}

void Coverage::add(const Note& note) {
  ++counts_.at("note " + std::string(note::kNames.at(note.body.index())));
  std::visit([this](const auto& body) { add_body(body); }, note.body);
}

void Coverage::add_body(const note::Response& body) { count("role", body.role); }
void Coverage::add_body(const note::TrialOutcome& body) {
  count("outcome", body.outcome);
  count_if("ambiguous outcome", body.ambiguous);
}
void Coverage::add_body(const note::Ambiguous& body) {
  count("ambiguous", body.reason);
}
void Coverage::add_body(const note::Paused& body) { count("paused", body.reason); }
void Coverage::add_body(const note::SessionEnd& body) { count("end", body.reason); }
void Coverage::add_body(const note::RewardWithheld& body) {
  count("withheld", body.reason);
}

void Coverage::add(const Plan& plan, const std::vector<Note>& notes,
                   const std::vector<Command>& commands) {
  add(plan);
  for (const Note& note : notes) add(note);
  for (const Command& command : commands) {
    count_if("reward", command.kind == CommandKind::reward);
    count_if("pulse", command.kind == CommandKind::pulse);
  }
}

}  // namespace dyad::task::oracle
