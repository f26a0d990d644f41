#include <string>

#include "task/random_session.hpp"

namespace dyad::task::oracle {
namespace {

std::string number(std::int64_t n) { return std::to_string(n); }

std::string text_of(const config::Interval& interval) {
  std::string text = number(interval.low.us());
  if (!interval.is_fixed()) text += ".." + number(interval.high.us());
  return text;
}

std::string text_of(const Payments& payments, std::size_t subjects) {
  std::string text;
  for (std::size_t s = 0; s < subjects; ++s) {
    text += " " + number(payments[s].volume_nl) + "nl/" +
            number(payments[s].open.us()) + "us/" + number(payments[s].permille);
  }
  return text;
}

std::string how_decided(const TrialPlan& rule) {
  return "  initiation " + std::string(to_text(rule.initiation)) + " hold " +
         number(rule.zone_hold.us()) + " limit " + number(rule.response_limit.us()) +
         "\n  response " + std::string(to_text(rule.response)) + " hold " +
         number(rule.hold.us()) + " operanda " +
         number(static_cast<std::int64_t>(rule.operanda)) + " choices " +
         number(static_cast<std::int64_t>(rule.choices)) + " target kind " +
         number(static_cast<int>(rule.target.kind)) +
         (rule.wrong_ends_trial ? " wrong ends" : "") + "\n  window " +
         number(rule.window.us()) + " " + std::string(to_text(rule.repeat_response)) +
         " " + std::string(to_text(rule.late_response)) + " needed " +
         number(static_cast<std::int64_t>(rule.needed)) +
         (rule.leader == kNoSubject ? ""
                                    : " leader " + number(rule.leader) + " wait " +
                                          number(rule.min_wait.us())) +
         (rule.early_ends_trial ? " early ends" : "");
}

std::string how_paid(const TrialPlan& rule, std::size_t subjects) {
  std::string text = "\n  " + std::string(to_text(rule.contingency)) +
                     text_of(rule.rewards, subjects) + " reinforcement " +
                     number(static_cast<std::int64_t>(rule.reinforcement)) + " delay " +
                     number(rule.reward_delay.us()) + " pulses " +
                     number(rule.reward_pulses) + " gap " +
                     number(rule.reward_gap.us()) + " collection " +
                     number(static_cast<std::int64_t>(rule.collection)) +
                     (rule.catch_trial ? " catch" : "");
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    text += "\n  after " + std::string(to_text(static_cast<Outcome>(i))) + ": iti " +
            text_of(rule.iti[i]) + " pays" + text_of(rule.other_rewards[i], subjects);
  }
  return text + "\n  quiet " + number(rule.iti_quiet.us()) + " limit " +
         number(rule.iti_limit.us()) + "\n";
}

std::string text_of(const TrialPlan::Output& output) {
  return "  at " + std::string(to_text(output.at)) + " channel " +
         number(output.channel) + " pulse " + number(output.pulse.us()) + " bits " +
         number(output.barcode.bits) + " of " + number(output.barcode.bit.us()) +
         " subject " + number(output.subject) + " target " + number(output.target) +
         "\n";
}

}  // namespace

std::string text_of(const Input& input) {
  if (input.kind == InputKind::operator_action) {
    return number(input.time.us()) + " " + std::string(to_text(input.action));
  }
  return number(input.time.us()) + " ch" + number(input.channel) +
         (input.active ? " on +-" : " off +-") + number(input.uncertainty.us());
}

std::string text_of(const Plan& plan) {
  std::string text = number(static_cast<std::int64_t>(plan.subjects)) +
                     " subjects, present " + number(plan.present) + " live " +
                     number(plan.live) + ", duration " + number(plan.duration.us()) +
                     " trials " + number(plan.max_trials) + " rewards " +
                     number(plan.max_rewards) + " nl " +
                     number(static_cast<std::int64_t>(plan.max_volume_nl)) +
                     " inactivity " + number(plan.inactivity.us()) + "\n";
  for (const config::Block& block : plan.blocks) {
    text += "block of " + number(block.trials) + " or " + number(block.duration.us()) +
            "\n";
  }
  text += "order " + std::string(to_text(plan.block_order)) + " then " +
          std::string(to_text(plan.after_last_block)) + "\n";
  for (const auto& factor : plan.factors) {
    text += factor.per_block ? "factor per block" : "factor";
    for (const auto& level : factor.levels) text += " " + number(level.count);
    text += "\n";
  }
  for (const auto& wanted : plan.reinforcements) {
    text += std::string(to_text(wanted.kind)) + " " + number(wanted.n) + " " +
            text_of(wanted.interval);
    for (const auto& part : wanted.parts) {
      text += ", " + std::string(to_text(part.kind)) + " " + number(part.n) + " " +
              text_of(part.interval);
    }
    for (const Duration time : wanted.times) text += " " + number(time.us());
    text += "\n";
  }
  for (const TrialPlan& rule : plan.trials) {
    text += "rule\n" + how_decided(rule) + how_paid(rule, plan.subjects);
    for (const auto& output : rule.outputs) text += text_of(output);
  }
  return text;
}

}  // namespace dyad::task::oracle
