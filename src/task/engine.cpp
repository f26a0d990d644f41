#include "dyad/task/engine.hpp"

#include <algorithm>
#include <tuple>

#include "dyad/core/assert.hpp"

namespace dyad::task {
namespace {

constexpr unsigned bit(unsigned index) { return 1U << index; }

template <typename Mask>
constexpr bool has(Mask mask, unsigned index) {
  return (mask & bit(index)) != 0;
}

template <typename Mask>
constexpr void set(Mask& mask, unsigned index) {
  mask = static_cast<Mask>(mask | bit(index));
}

template <typename Mask>
constexpr void clear(Mask& mask, unsigned index) {
  mask = static_cast<Mask>(mask & ~bit(index));
}

unsigned index_of(PauseReason reason) { return static_cast<unsigned>(reason); }

}  // namespace

Engine::Engine(const Plan& plan, std::uint64_t seed) : plan_(&plan), random_(seed) {
  DYAD_ASSERT(plan.subjects >= 2 && plan.subjects <= kMaxSubjects,
              "a group has two subjects or more");
  DYAD_ASSERT(plan.outputs.size() <= Plan::kMaxOutputs, "too many output bindings");
}

const char* Engine::refusal(const Input& input) const {
  const bool is_start =
      input.kind == InputKind::operator_action && input.action == OperatorAction::start;
  if (phase_ == Phase::idle) return is_start ? nullptr : "the first input is not start";
  if (is_start) return "a session starts once";
  if (std::tie(input.time, input.kind, input.source, input.sequence) <
      std::tie(last_time_, last_kind_, last_source_, last_sequence_)) {
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
  return nullptr;
}

void Engine::step(const Input& input, Output& out) {
  DYAD_ASSERT(refusal(input) == nullptr, "the caller broke the order of inputs");
  last_time_ = input.time;
  // The start comes before every other input, an edge at its instant too.
  if (phase_ == Phase::idle) return start(input.time, out);
  last_kind_ = input.kind;
  last_source_ = input.source;
  last_sequence_ = input.sequence;
  if (ended()) return;
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
  switch (phase_) {
    case Phase::idle:
    case Phase::ended:
      return std::nullopt;
    case Phase::waiting:
    case Phase::paused:
      return ends_at_;
    case Phase::window_open:
    case Phase::iti:
      return std::min(phase_ends_, ends_at_);
  }
  return std::nullopt;
}

std::optional<Time> Engine::window_closes_at() const {
  if (phase_ != Phase::window_open) return std::nullopt;
  return phase_ends_;
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
  }
}

void Engine::start(Time now, Output& out) {
  ends_at_ = now + plan_->duration;
  note(now, note::SessionStart{}, out);
  pulse(now, config::TaskEvent::session_start, out);
  begin_trial(now, out);
}

void Engine::on_deadline(Time now, Output& out) {
  if (phase_ == Phase::window_open && phase_ends_ <= now) {
    decide(now, Outcome::miss, out);
    begin_iti(now, Outcome::miss, out);
  } else if (phase_ == Phase::iti && phase_ends_ <= now && now < ends_at_) {
    begin_trial(now, out);
  }
  if (!ended() && now >= ends_at_) end(now, EndReason::duration, out);
}

void Engine::on_edge(const Input& input, Output& out) {
  if (!input.active) return;
  const SubjectIndex subject = plan_->operandum_of[input.channel];
  if (subject != kNoSubject) on_response(input, subject, out);
}

void Engine::on_response(const Input& input, SubjectIndex subject, Output& out) {
  watch_last_miss(input, subject, out);
  switch (phase_) {
    case Phase::waiting:
      note(input.time, note::Response{subject, ResponseRole::first, Duration(), {}},
           out);
      return open_window(input, subject, out);
    case Phase::window_open:
      return respond_in_window(input, subject, out);
    case Phase::iti:
      return respond_in_iti(input, subject, out);
    case Phase::paused:
      return note(input.time, note::Response{.subject = subject}, out);
    case Phase::idle:
    case Phase::ended:
      return;
  }
}

void Engine::open_window(const Input& input, SubjectIndex subject, Output& out) {
  opening_ = {input.time, input.uncertainty, subject};
  responded_ = 0;
  near_boundary_ = false;
  phase_ = Phase::window_open;
  phase_ends_ = input.time + plan_->window;
  note(input.time, note::WindowOpen{subject, phase_ends_}, out);
  take(input.time, subject, out);
  pulse(input.time, config::TaskEvent::window_open, out);
}

void Engine::take(Time now, SubjectIndex subject, Output& out) {
  set(responded_, subject);
  response_time_[subject] = now;
  const bool earns = plan_->contingency == config::Contingency::individual;
  if (!earns || has(rewarded_, subject)) return;
  set(rewarded_, subject);
  reward(now, subject, out);
}

void Engine::respond_in_window(const Input& input, SubjectIndex subject, Output& out) {
  const Duration dt = input.time - opening_.time;
  const Duration uncertainty = opening_.uncertainty + input.uncertainty;
  const bool repeat = has(responded_, subject);
  const ResponseRole role = repeat ? ResponseRole::repeat : ResponseRole::partner;
  note(input.time, note::Response{subject, role, dt, uncertainty}, out);
  if (repeat) {
    const bool restarts =
        plan_->repeat_response == config::RepeatResponse::restart_window &&
        subject == opening_.subject;
    if (restarts) open_window(input, subject, out);
    return;
  }
  take(input.time, subject, out);
  last_uncertainty_ = uncertainty;
  near_boundary_ |= plan_->window - dt <= uncertainty;
  if (responded_ != everyone()) return;
  decide(input.time, Outcome::coordinated, out);
  begin_iti(input.time, Outcome::coordinated, out);
}

void Engine::respond_in_iti(const Input& input, SubjectIndex subject, Output& out) {
  if (!has(late_, subject)) {
    return note(input.time, note::Response{.subject = subject}, out);
  }
  const Duration dt = input.time - miss_.opening.time;
  const Duration uncertainty = miss_.opening.uncertainty + input.uncertainty;
  note(input.time, note::Response{subject, ResponseRole::late, dt, uncertainty}, out);
  const bool opens = plan_->late_response == config::LateResponse::open_next_trial;
  if (!opens || input.time >= ends_at_) return;
  begin_trial(input.time, out);
  open_window(input, subject, out);
}

void Engine::watch_last_miss(const Input& input, SubjectIndex subject, Output& out) {
  if (!has(miss_.watched, subject)) return;
  clear(miss_.watched, subject);
  const Duration after = input.time - miss_.opening.time - plan_->window;
  if (after > miss_.opening.uncertainty + input.uncertainty) return;
  miss_.watched = 0;
  if (miss_.trial == trial_) ambiguous_ = true;
  out.notes.push_back(
      {input.time, miss_.trial, note::Ambiguous{AmbiguousReason::boundary}});
}

void Engine::begin_trial(Time now, Output& out) {
  ++trial_;
  phase_ = Phase::waiting;
  trial_start_ = now;
  opening_ = {};
  responded_ = 0;
  rewarded_ = 0;
  late_ = 0;
  ambiguous_ = false;
  note(now, note::TrialStart{}, out);
  pulse(now, config::TaskEvent::trial_start, out);
}

void Engine::decide(Time now, Outcome outcome, Output& out) {
  phase_ = Phase::iti;
  phase_ends_ = now;
  note::TrialOutcome said;
  said.outcome = outcome;
  said.first = opening_.subject;
  for (SubjectIndex i = 0; i < plan_->subjects; ++i) {
    if (has(responded_, i)) said.latency[i] = response_time_[i] - trial_start_;
  }
  const auto missing = static_cast<SubjectMask>(everyone() & ~responded_);
  if (outcome == Outcome::coordinated) {
    said.dt = now - opening_.time;
    said.dt_uncertainty = last_uncertainty_;
    ambiguous_ |= near_boundary_;
  }
  said.ambiguous = ambiguous_;
  note(now, said, out);
  if (outcome == Outcome::coordinated) {
    const bool shared = plan_->contingency == config::Contingency::coordinated;
    for (SubjectIndex i = 0; shared && i < plan_->subjects; ++i) reward(now, i, out);
    pulse(now, config::TaskEvent::coordinated, out);
  } else if (outcome == Outcome::miss) {
    late_ = missing;
    miss_ = {trial_, opening_, ambiguous_ ? SubjectMask{0} : missing};
    pulse(now, config::TaskEvent::miss, out);
  }
}

void Engine::begin_iti(Time now, Outcome after, Output& out) {
  if (last_trial_done()) return end(now, EndReason::max_trials, out);
  // At the instant the session ends nothing more begins.
  if (now >= ends_at_) return;
  const config::Interval& iti = plan_->iti[static_cast<std::size_t>(after)];
  const bool drawn = iti.low < iti.high;
  const Duration length =
      drawn ? Duration::from_us(random_.between(iti.low.us(), iti.high.us())) : iti.low;
  if (length <= Duration()) return begin_trial(now, out);
  phase_ends_ = now + length;
  note(now, note::ItiStart{phase_ends_}, out);
  pulse(now, config::TaskEvent::iti_start, out);
}

void Engine::end(Time now, EndReason reason, Output& out) {
  if (in_trial()) decide(now, Outcome::aborted, out);
  phase_ = Phase::ended;
  note(now, note::SessionEnd{reason}, out);
  pulse(now, config::TaskEvent::session_end, out);
}

void Engine::pause(Time now, PauseReason reason, Output& out) {
  if (has(paused_by_, index_of(reason))) return;
  if (in_trial()) {
    decide(now, Outcome::aborted, out);
    if (last_trial_done()) return end(now, EndReason::max_trials, out);
  }
  set(paused_by_, index_of(reason));
  phase_ = Phase::paused;
  late_ = 0;
  note(now, note::Paused{reason}, out);
}

void Engine::resume(Time now, PauseReason reason, Output& out) {
  if (!has(paused_by_, index_of(reason))) return;
  clear(paused_by_, index_of(reason));
  if (paused_by_ != 0) return;
  phase_ = Phase::iti;
  phase_ends_ = now;
  note(now, note::Resumed{}, out);
  begin_iti(now, Outcome::aborted, out);
}

void Engine::mark(Time now, AmbiguousReason reason, Output& out) {
  if (ambiguous_) return;
  ambiguous_ = true;
  if (miss_.trial == trial_) miss_.watched = 0;
  note(now, note::Ambiguous{reason}, out);
}

void Engine::note(Time now, const note::Body& body, Output& out) const {
  DYAD_ASSERT(out.notes.size() < Output::kMaxNotes, "a step says too much");
  out.notes.push_back({now, trial_, body});
}

void Engine::pulse(Time now, config::TaskEvent event, Output& out) {
  for (const Plan::Output& output : plan_->outputs) {
    if (output.at != event) continue;
    out.commands.push_back({.time = now,
                            .kind = CommandKind::pulse,
                            .token = ++last_token_,
                            .trial = trial_,
                            .channel = output.channel,
                            .duration = output.pulse});
  }
}

void Engine::reward(Time now, SubjectIndex subject, Output& out) {
  const Plan::Reward& reward = plan_->rewards[subject];
  if (reward.volume_nl == 0) return;
  out.commands.push_back({.time = now,
                          .kind = CommandKind::reward,
                          .token = ++last_token_,
                          .trial = trial_,
                          .channel = reward.channel,
                          .duration = reward.open,
                          .subject = subject,
                          .volume_nl = reward.volume_nl});
}

bool Engine::in_trial() const {
  return phase_ == Phase::waiting || phase_ == Phase::window_open;
}

bool Engine::last_trial_done() const {
  return plan_->max_trials != 0 && trial_ >= plan_->max_trials;
}

Engine::SubjectMask Engine::everyone() const {
  return static_cast<SubjectMask>(bit(static_cast<unsigned>(plan_->subjects)) - 1U);
}

}  // namespace dyad::task
