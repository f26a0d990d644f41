// Who has earned what, and when it is given.

#include <algorithm>
#include <bit>

#include "bits.hpp"
#include "dyad/task/engine.hpp"

namespace dyad::task {
namespace {

bool exceeds_cap(const Plan& plan, std::uint64_t given_nl, std::uint64_t more_nl) {
  return plan.max_volume_nl != 0 && given_nl + more_nl > plan.max_volume_nl;
}

}  // namespace

void Engine::pay_response(Time now, SubjectIndex subject, Output& out) {
  const bool first_of_trial = state_.earned == 0;
  const bool first_of_subject = !has(state_.earned, subject);
  set(state_.earned, subject);
  switch (rule().contingency) {
    case config::Contingency::individual:
      if (first_of_subject) earn(now, subject, rule().rewards[subject], out);
      break;
    case config::Contingency::altruistic: {
      const SubjectIndex partner = next_present(subject);
      if (first_of_subject) earn(now, partner, rule().rewards[partner], out);
      break;
    }
    case config::Contingency::either:
      if (first_of_trial) pay_present(now, rule().rewards, out);
      break;
    default:
      break;
  }
  pulse_rewards(now, out);
}

void Engine::pay_outcome(Time now, Outcome outcome, Output& out) {
  const bool decided = outcome == Outcome::coordinated || outcome == Outcome::miss;
  if (rule().contingency == config::Contingency::matrix && decided) {
    const Payments& cell = rule().payoff[joint_choice()];
    pay_present(now, cell, out);
  } else if (outcome == Outcome::coordinated) {
    if (config::pays_units(rule().contingency)) pay_unit(now, out);
  } else {
    const Payments& others = rule().other_rewards[static_cast<std::size_t>(outcome)];
    pay_present(now, others, out);
  }
  pulse_rewards(now, out);
}

void Engine::pay_present(Time now, const Payments& payments, Output& out) {
  for (SubjectIndex i = 0; i < plan_->subjects; ++i) {
    if (has(plan_->present, i)) earn(now, i, payments[i], out);
  }
}

void Engine::pay_unit(Time now, Output& out) {
  if (rule().catch_trial) {
    return withhold(now, kNoSubject, WithheldReason::catch_trial, out);
  }
  if (!reinforcer_.unit(now)) {
    return withhold(now, kNoSubject, WithheldReason::requirement, out);
  }
  SubjectMask paid = state_.responded;
  if (rule().contingency == config::Contingency::first_only) {
    paid = subject_bit(state_.opening.subject);
  } else if (rule().contingency == config::Contingency::last_only) {
    paid = subject_bit(state_.last_responder);
  } else if (rule().contingency == config::Contingency::in_turn) {
    paid = subject_bit(account_.turn);
    account_.turn = next_present(account_.turn);
  }
  for (SubjectIndex i = 0; i < plan_->subjects; ++i) {
    if (has(paid, i)) earn(now, i, rule().rewards[i], out);
  }
}

void Engine::earn(Time now, SubjectIndex subject, const Payment& payment, Output& out) {
  if (payment.volume_nl == 0) return;
  if (rule().catch_trial) {
    if (state_.catch_said) return;
    state_.catch_said = true;
    return withhold(now, kNoSubject, WithheldReason::catch_trial, out);
  }
  if (payment.permille < 1000 && chance_.below(1000) >= payment.permille) {
    return withhold(now, subject, WithheldReason::chance, out);
  }
  if (has(rule().collectors, subject) && has(account_.uncollected, subject)) {
    return withhold(now, subject, WithheldReason::uncollected, out);
  }
  const std::uint64_t whole_nl =
      std::uint64_t{payment.volume_nl} * rule().reward_pulses;
  if (exceeds_cap(*plan_, account_.volume_nl[subject] + payouts_.waiting_nl(subject),
                  whole_nl)) {
    account_.capped = true;
    return withhold(now, subject, WithheldReason::cap, out);
  }
  payouts_.add(subject, payment, now + rule().reward_delay, rule().reward_pulses,
               rule().reward_gap);
  if (rule().reward_delay <= Duration()) give_due(now, out);
}

void Engine::give_due(Time now, Output& out) {
  while (const auto pulse = payouts_.take_due(now)) {
    const SubjectIndex subject = pulse->subject;
    out.commands.push_back(
        {.time = now,
         .kind = pulse->manual ? CommandKind::manual_reward : CommandKind::reward,
         .token = ++last_token_,
         .trial = trial_,
         .channel = plan_->valves[subject],
         .duration = pulse->payment.open,
         .subject = subject,
         .volume_nl = pulse->payment.volume_nl});
    account_.volume_nl[subject] += pulse->payment.volume_nl;
    if (!pulse->first || pulse->manual) continue;
    ++account_.rewards[subject];
    set(account_.just_given, subject);
    if (has(rule().collectors, subject)) set(account_.uncollected, subject);
  }
}

void Engine::give_by_hand(const Input& input, Output& out) {
  const Time now = input.time;
  if (exceeds_cap(
          *plan_,
          account_.volume_nl[input.subject] + payouts_.waiting_nl(input.subject),
          input.volume_nl)) {
    return withhold(now, input.subject, WithheldReason::cap, out);
  }
  const Payment payment{.open = input.open, .volume_nl = input.volume_nl};
  if (!payouts_.give(input.subject, payment, now)) {
    return withhold(now, input.subject, WithheldReason::busy, out);
  }
  // What was earned may be due at this very instant, too.
  if (payouts_.next() <= now) deliver(now, out);
}

void Engine::deliver(Time now, Output& out) {
  give_due(now, out);
  pulse_rewards(now, out);
  const bool all = phase_ == Phase::delivering && payouts_.none();
  if (all) begin_iti(now, state_.outcome, out);
}

void Engine::pulse_rewards(Time now, Output& out) {
  if (account_.just_given == 0) return;
  const SubjectMask given = account_.just_given;
  account_.just_given = 0;
  pulse(now, config::TaskEvent::reward, out, given);
}

void Engine::drop_payouts(Time now, SubjectMask lost, Output& out) {
  for (SubjectIndex i = 0; i < plan_->subjects; ++i) {
    if (has(lost, i)) withhold(now, i, WithheldReason::ended, out);
  }
}

void Engine::withhold(Time now, SubjectIndex subject, WithheldReason reason,
                      Output& out) {
  note(now, note::RewardWithheld{subject, reason}, out);
}

std::size_t Engine::joint_choice() const {
  std::size_t joint = 0;
  for (std::size_t i = plan_->subjects; i > 0; --i) {
    const auto seat = static_cast<SubjectIndex>(i - 1);
    const bool responded = has(state_.responded, seat);
    const std::size_t choice =
        responded ? state_.responses[seat].choice : rule().choices;
    joint = joint * (rule().choices + 1) + choice;
  }
  return joint;
}

SubjectIndex Engine::next_present(SubjectIndex after) const {
  do {
    after = static_cast<SubjectIndex>((after + 1U) % plan_->subjects);
  } while (!has(plan_->present, after));
  return after;
}

}  // namespace dyad::task
