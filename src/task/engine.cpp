#include "dyad/task/engine.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

#include "bits.hpp"
#include "dyad/core/assert.hpp"

namespace dyad::task {
namespace {

constexpr std::uint64_t kIntervalStream = 0;
constexpr std::uint64_t kChanceStream = 3;

constexpr std::uint8_t pause_bit(PauseReason reason) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(reason));
}

}  // namespace

Engine::Engine(const Plan& plan, std::uint64_t seed)
    : plan_(&plan),
      intervals_(seed, kIntervalStream),
      chance_(seed, kChanceStream),
      programme_(plan, seed),
      reinforcer_(plan, seed) {
  DYAD_ASSERT(plan.subjects >= 2 && plan.subjects <= kMaxSubjects,
              "a group has two subjects or more");
  for (const TrialPlan& trial : plan.trials) {
    DYAD_ASSERT(trial.outputs.size() <= Plan::kMaxOutputs, "too many output bindings");
    operanda_ |= trial.operanda;
    collection_ |= trial.collection;
  }
  account_.turn = static_cast<SubjectIndex>(std::countr_zero(plan.present));
}

const char* Engine::refusal(const Input& input) const {
  const bool is_start =
      input.kind == InputKind::operator_action && input.action == OperatorAction::start;
  if (phase_ == Phase::idle) return is_start ? nullptr : "the first input is not start";
  if (is_start) return "a session starts once";
  if (std::tie(input.time, input.kind, input.source, input.sequence) <
      std::tie(order_.time, order_.kind, order_.source, order_.sequence)) {
    return "the input is older than the one before it";
  }
  if (phase_ == Phase::ended) return nullptr;
  const Time deadline = *next_deadline();
  if (input.time > deadline) return "a deadline was due before this input";
  if (input.kind == InputKind::deadline && input.time != deadline) {
    return "no deadline is due at this time";
  }
  if (input.kind == InputKind::edge && input.channel >= kMaxChannels) {
    return "the input's channel is unknown";
  }
  const bool gives = input.kind == InputKind::operator_action &&
                     input.action == OperatorAction::give_reward;
  if (gives &&
      (input.subject >= plan_->subjects || !has(plan_->present, input.subject))) {
    return "a reward is given to a subject that is not there";
  }
  if (gives && input.open <= Duration()) return "a reward is given in no time";
  return nullptr;
}

void Engine::step(const Input& input, Output& out) {
  DYAD_ASSERT(refusal(input) == nullptr, "the caller broke the order of inputs");
  order_.time = input.time;
  // The start comes before every other input, an edge at its instant too.
  if (phase_ == Phase::idle) return start(input.time, out);
  order_.kind = input.kind;
  order_.source = input.source;
  order_.sequence = input.sequence;
  if (!ended()) dispatch(input, out);
}

void Engine::dispatch(const Input& input, Output& out) {
  switch (input.kind) {
    case InputKind::edge:
      return on_edge(input, out);
    case InputKind::operator_action:
      return on_operator(input, out);
    case InputKind::deadline:
      return on_deadline(input.time, out);
  }
}

std::optional<Time> Engine::next_deadline() const {
  if (phase_ == Phase::idle || phase_ == Phase::ended) return std::nullopt;
  const Time phase = std::min({phase_ends_, ends_at_, inactive_at()});
  const Time parts = std::min({holds_.next(), payouts_.next(), barcode_.next()});
  return std::min({phase, parts, state_.joint_due});
}

TrialView Engine::view() const {
  TrialView view{.phase = phase_, .window = rule().window};
  if (phase_ == Phase::window_open) {
    view.window_opened_at = state_.opening.time;
    view.window_closes_at = phase_ends_;
  }
  if (phase_ == Phase::iti) view.iti_ends_at = phase_ends_;
  return view;
}

void Engine::on_operator(const Input& input, Output& out) {
  const Time now = input.time;
  switch (input.action) {
    case OperatorAction::start:
      return;
    case OperatorAction::pause:
      return pause(now, PauseReason::operator_request, out);
    case OperatorAction::resume:
      return resume(now, PauseReason::operator_request, out);
    case OperatorAction::end:
      return end(now, EndReason::operator_request, out);
    case OperatorAction::device_lost:
      return pause(now, PauseReason::device_lost, out);
    case OperatorAction::device_back:
      return resume(now, PauseReason::device_lost, out);
    case OperatorAction::mark_lost_input:
      return mark(now, AmbiguousReason::lost_input, out);
    case OperatorAction::mark_late_input:
      return mark(now, AmbiguousReason::late_input, out);
    case OperatorAction::give_reward:
      return give_by_hand(input, out);
  }
}

void Engine::start(Time now, Output& out) {
  ends_at_ = now + plan_->duration;
  heard_at_ = now;
  note(now, note::SessionStart{}, out);
  pulse(now, config::TaskEvent::session_start, out);
  begin_trial(now, out);
}

// One thing of a kind a step, so that a step says a bounded number of things: what
// is still due is asked for again.
void Engine::on_deadline(Time now, Output& out) {
  if (holds_.next() <= now) return complete_hold(*holds_.due(now), now, out);
  if (state_.joint_due <= now) return conclude(now, Outcome::coordinated, out);
  if (payouts_.next() <= now) return deliver(now, out);
  if (barcode_.next() <= now) return send_barcode(now, out);
  if (phase_ends_ <= now) end_phase(now, out);
  if (ended()) return;
  if (now >= ends_at_) return end(now, EndReason::duration, out);
  if (now >= inactive_at()) end(now, EndReason::inactivity, out);
}

void Engine::end_phase(Time now, Output& out) {
  switch (phase_) {
    case Phase::window_open:
      return conclude(now, Outcome::miss, out);
    case Phase::waiting:
      return conclude(now, Outcome::omission, out);
    case Phase::initiating:
      return initiate(now, kNoSubject, out);
    case Phase::iti:
      if (now < ends_at_) begin_trial(now, out);
      return;
    case Phase::idle:
    case Phase::delivering:
    case Phase::paused:
    case Phase::ended:
      return;
  }
}

void Engine::end(Time now, EndReason reason, Output& out) {
  if (in_trial()) decide(now, Outcome::aborted, out);
  const SubjectMask earned = payouts_.drop();
  const SubjectMask given = payouts_.drop_manual();
  drop_payouts(now, earned, out);
  drop_payouts(now, given, out);
  phase_ = Phase::ended;
  note(now, note::SessionEnd{reason}, out);
  pulse(now, config::TaskEvent::session_end, out);
}

void Engine::pause(Time now, PauseReason reason, Output& out) {
  if ((paused_by_ & pause_bit(reason)) != 0) return;
  const bool trial_over = in_trial() || phase_ == Phase::delivering;
  if (in_trial()) decide(now, Outcome::aborted, out);
  drop_payouts(now, payouts_.drop(), out);
  if (trial_over) {
    if (const auto why = reason_to_end(now)) return end(now, *why, out);
  }
  paused_by_ |= pause_bit(reason);
  phase_ = Phase::paused;
  phase_ends_ = Time::never();
  holds_.clear();
  state_.late = 0;
  note(now, note::Paused{reason}, out);
}

void Engine::resume(Time now, PauseReason reason, Output& out) {
  if ((paused_by_ & pause_bit(reason)) == 0) return;
  paused_by_ = static_cast<std::uint8_t>(paused_by_ & ~pause_bit(reason));
  if (paused_by_ != 0) return;
  phase_ = Phase::iti;
  phase_ends_ = now;
  heard_at_ = now;
  note(now, note::Resumed{}, out);
  begin_iti(now, Outcome::aborted, out);
}

void Engine::mark(Time now, AmbiguousReason reason, Output& out) {
  if (state_.ambiguous) return;
  state_.ambiguous = true;
  if (miss_.trial == trial_) miss_.watched = 0;
  note(now, note::Ambiguous{reason}, out);
}

std::optional<EndReason> Engine::reason_to_end(Time now) const {
  if (plan_->max_trials != 0 && trial_ >= plan_->max_trials) {
    return EndReason::max_trials;
  }
  for (SubjectIndex i = 0; plan_->max_rewards != 0 && i < plan_->subjects; ++i) {
    if (account_.rewards[i] >= plan_->max_rewards) return EndReason::max_rewards;
  }
  if (account_.capped) return EndReason::max_volume;
  for (SubjectIndex i = 0; plan_->max_volume_nl != 0 && i < plan_->subjects; ++i) {
    if (account_.volume_nl[i] >= plan_->max_volume_nl) return EndReason::max_volume;
  }
  if (programme_.blocks_done(now)) return EndReason::blocks_done;
  return std::nullopt;
}

Time Engine::inactive_at() const {
  const bool counts = plan_->inactivity > Duration() && phase_ != Phase::paused;
  return counts ? heard_at_ + plan_->inactivity : Time::never();
}

void Engine::note(Time now, const note::Body& body, Output& out) const {
  DYAD_ASSERT(out.notes.size() < Output::kMaxNotes, "a step says too much");
  out.notes.push_back({now, trial_, body});
}

void Engine::pulse(Time now, config::TaskEvent event, Output& out,
                   SubjectMask subjects) {
  for (const TrialPlan::Output& output : rule().outputs) {
    if (output.at != event) continue;
    if (output.subject != kNoSubject && !has(subjects, output.subject)) continue;
    const ChoiceIndex target = programme_.conditions().target;
    if (output.target != kNoChoice && output.target != target) continue;
    if (output.barcode.bits > 0) {
      const bool begun = barcode_.begin(output.barcode, output.channel, trial_, now);
      if (begun) send_barcode(now, out);
    } else {
      pulse(now, output.channel, output.pulse, out);
    }
  }
}

void Engine::pulse(Time now, ChannelIndex channel, Duration length, Output& out) {
  out.commands.push_back({.time = now,
                          .kind = CommandKind::pulse,
                          .token = ++last_token_,
                          .trial = trial_,
                          .channel = channel,
                          .duration = length});
}

void Engine::send_barcode(Time now, Output& out) {
  if (const auto due = barcode_.take_due(now)) {
    pulse(now, due->channel, due->length, out);
  }
}

}  // namespace dyad::task
