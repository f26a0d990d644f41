// A trial from its beginning to the end of its interval.

#include <algorithm>
#include <bit>

#include "bits.hpp"
#include "dyad/config/draw.hpp"
#include "dyad/task/engine.hpp"

namespace dyad::task {
namespace {

config::TaskEvent event_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::coordinated:
      return config::TaskEvent::coordinated;
    case Outcome::miss:
      return config::TaskEvent::miss;
    case Outcome::omission:
      return config::TaskEvent::omission;
    case Outcome::error:
      return config::TaskEvent::error;
    case Outcome::aborted:
      break;
  }
  return config::TaskEvent::aborted;
}

}  // namespace

void Engine::begin_trial(Time now, Output& out) {
  if (programme_.blocks_done(now)) return end(now, EndReason::blocks_done, out);
  const auto last = trial_ == 0 ? std::nullopt : std::optional(state_.outcome);
  programme_.next_trial(now, last);
  reinforcer_.use(rule().reinforcement, now);
  ++trial_;
  state_ = {};
  state_.start = now;
  note(now, programme_.conditions(), out);
  pulse(now, config::TaskEvent::trial_start, out);
  if (rule().cue_channel != kNoChannel) {
    pulse(now, rule().cue_channel, rule().cue_pulse, out);
  }
  if (rule().initiation <= config::InitiationKind::cue) {
    open_for_responses(now, out);
  } else {
    begin_initiation(now, out);
  }
}

void Engine::begin_initiation(Time now, Output& out) {
  phase_ = Phase::initiating;
  phase_ends_ = Time::never();
  holds_.clear();
  if (rule().initiation != config::InitiationKind::zones || !zones_met()) return;
  phase_ends_ = now + rule().zone_hold;
  if (phase_ends_ <= now) initiate(now, kNoSubject, out);
}

void Engine::on_initiation_edge(const Input& input, Output& out) {
  if (!has(rule().initiators, input.channel)) return;
  if (rule().initiation == config::InitiationKind::poke) {
    if (input.active) initiate(input.time, plan_->subject_of[input.channel], out);
    return;
  }
  if (!zones_met()) {
    // Leaving at the very end is late enough.
    if (phase_ends_ <= input.time) return initiate(input.time, kNoSubject, out);
    phase_ends_ = Time::never();
  } else if (phase_ends_ == Time::never()) {
    phase_ends_ = input.time + rule().zone_hold;
    if (phase_ends_ <= input.time) initiate(input.time, kNoSubject, out);
  }
}

void Engine::initiate(Time now, SubjectIndex by, Output& out) {
  note(now, note::Initiated{by}, out);
  open_for_responses(now, out);
}

void Engine::open_for_responses(Time now, Output& out) {
  phase_ = Phase::waiting;
  const bool limited = rule().response_limit > Duration();
  phase_ends_ = limited ? now + rule().response_limit : Time::never();
  // What is held already does not count until its next onset.
  holds_.clear();
  pulse(now, config::TaskEvent::initiated, out);
}

bool Engine::zones_met() const {
  SubjectMask inside = 0;
  for (ChannelMask in = active_ & rule().initiators; in != 0; in &= in - 1) {
    set(inside, plan_->subject_of[static_cast<std::size_t>(std::countr_zero(in))]);
  }
  return (inside & plan_->live) == plan_->live;
}

void Engine::decide(Time now, Outcome outcome, Output& out) {
  state_.outcome = outcome;
  note(now, outcome_note(now, outcome), out);
  if (outcome == Outcome::miss) remember_miss();
  phase_ = Phase::iti;
  phase_ends_ = now;
  state_.joint_due = Time::never();
  pay_outcome(now, outcome, out);
  pulse(now, event_of(outcome), out);
}

void Engine::conclude(Time now, Outcome outcome, Output& out) {
  decide(now, outcome, out);
  if (payouts_.none()) return begin_iti(now, outcome, out);
  phase_ = Phase::delivering;
  phase_ends_ = Time::never();
}

note::TrialOutcome Engine::outcome_note(Time now, Outcome outcome) {
  note::TrialOutcome said;
  said.outcome = outcome;
  said.first = state_.opening.subject;
  Response earliest = state_.opening;
  Response latest = state_.opening;
  const bool overlap = rule().response == config::ResponseKind::overlap;
  if (overlap && state_.responded != 0) {
    earliest.time = Time::never();
    latest.time = Time::long_ago();
  }
  for (SubjectIndex i = 0; i < plan_->subjects; ++i) {
    if (!has(state_.responded, i)) continue;
    const Response& response = state_.responses[i];
    said.latency[i] = response.time - state_.start;
    said.choices[i] = response.choice;
    if (response.time < earliest.time) earliest = response;
    if (response.time >= latest.time) latest = response;
  }
  const Duration overlap_uncertainty = state_.opening.uncertainty + latest.uncertainty;
  if (outcome == Outcome::coordinated) {
    said.dt = overlap ? latest.time - earliest.time : now - state_.opening.time;
    said.dt_uncertainty =
        overlap ? earliest.uncertainty + latest.uncertainty : state_.last_uncertainty;
    state_.near_boundary |= overlap && phase_ends_ - now <= overlap_uncertainty;
    state_.ambiguous |= state_.near_boundary;
  } else if (outcome == Outcome::miss && state_.joint_due != Time::never()) {
    state_.ambiguous |= state_.joint_due - now <= overlap_uncertainty;
  }
  said.ambiguous = state_.ambiguous;
  return said;
}

void Engine::remember_miss() {
  state_.late = static_cast<SubjectMask>(plan_->present & ~state_.responded);
  const bool watch =
      !state_.ambiguous && rule().response != config::ResponseKind::overlap;
  miss_ = {trial_, state_.opening, rule().window, programme_.conditions().target,
           watch ? state_.late : SubjectMask{0}};
}

void Engine::begin_iti(Time now, Outcome after, Output& out) {
  phase_ = Phase::iti;
  phase_ends_ = now;
  state_.iti_planned = Time::long_ago();
  if (const auto why = reason_to_end(now)) return end(now, *why, out);
  // At the instant the session ends nothing more begins.
  if (now >= ends_at_) return;
  const Duration length =
      config::draw(rule().iti[static_cast<std::size_t>(after)], intervals_);
  if (length <= Duration()) return begin_trial(now, out);
  phase_ends_ = now + length;
  state_.iti_planned = phase_ends_;
  note(now, note::ItiStart{phase_ends_}, out);
  pulse(now, config::TaskEvent::iti_start, out);
}

void Engine::extend_iti(Time now, Output& out) {
  if (rule().iti_quiet <= Duration()) return;
  const Time latest = state_.iti_planned + rule().iti_limit;
  const Time until = std::min(now + rule().iti_quiet, latest);
  if (until <= phase_ends_) return;
  phase_ends_ = until;
  note(now, note::ItiExtended{until}, out);
}

}  // namespace dyad::task
