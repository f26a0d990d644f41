// From edges to responses, and what the window makes of them.

#include <bit>

#include "bits.hpp"
#include "dyad/task/engine.hpp"

namespace dyad::task {

void Engine::on_edge(const Input& input, Output& out) {
  const ChannelMask channel = channel_bit(input.channel);
  active_ = input.active ? active_ | channel : active_ & ~channel;
  const SubjectIndex subject = plan_->subject_of[input.channel];
  const bool responds = (rule().operanda & channel) != 0;
  if (input.active) {
    const bool collects = (collection_ & channel) != 0;
    if (collects) clear(account_.uncollected, subject);
    const bool heard = (operanda_ & channel) != 0 && has(plan_->live, subject);
    if (heard) heard_at_ = input.time;
  }
  if (phase_ == Phase::initiating) {
    on_initiation_edge(input, out);
    if (phase_ != Phase::initiating && has(rule().initiators, input.channel)) return;
  }
  if (!responds || !has(plan_->present, subject)) return;
  switch (rule().response) {
    case config::ResponseKind::onset:
      if (!input.active) return;
      return on_response(response_at(input, subject), out);
    case config::ResponseKind::held:
      return on_held_edge(input, subject, out);
    case config::ResponseKind::overlap:
      return on_overlap_edge(input, subject, out);
  }
}

Response Engine::response_at(const Input& edge, SubjectIndex subject) const {
  return {edge.time, edge.uncertainty, subject, edge.channel, choice_at(edge.channel)};
}

ChoiceIndex Engine::choice_at(ChannelIndex channel) const {
  return rule().choices == 0 ? kNoChoice : rule().choice_of[channel];
}

void Engine::on_held_edge(const Input& input, SubjectIndex subject, Output& out) {
  if (input.active) {
    if (phase_ == Phase::paused) return;
    return holds_.begin(subject,
                        {input.channel, input.time + rule().hold, input.uncertainty});
  }
  if (!holds_.on(subject, input.channel)) return;
  // A release at the very end is late enough.
  if (holds_.of(subject).long_enough <= input.time) {
    complete_hold(subject, input.time, out);
  }
  if (holds_.on(subject, input.channel)) holds_.end(subject);
}

void Engine::complete_hold(SubjectIndex subject, Time now, Output& out) {
  const Holds::Hold hold = holds_.of(subject);
  holds_.use(subject);
  on_response(
      {now, hold.uncertainty, subject, hold.channel, rule().choice_of[hold.channel]},
      out);
}

void Engine::on_overlap_edge(const Input& input, SubjectIndex subject, Output& out) {
  if (input.active) {
    return on_response(response_at(input, subject), out);
  }
  if (!holds_.on(subject, input.channel)) return;
  if (state_.joint_due <= input.time) {
    conclude(input.time, Outcome::coordinated, out);
  }
  if (!holds_.on(subject, input.channel)) return;
  holds_.end(subject);
  if (phase_ != Phase::window_open) return;
  clear(state_.responded, subject);
  state_.joint_due = Time::never();
}

void Engine::on_response(const Response& response, Output& out) {
  watch_last_miss(response, out);
  switch (phase_) {
    case Phase::waiting:
    case Phase::window_open:
      return respond_in_trial(response, out);
    case Phase::delivering:
    case Phase::iti:
      return respond_in_iti(response, out);
    case Phase::initiating:
    case Phase::paused:
      return say(response, ResponseRole::ignored, out);
    case Phase::idle:
    case Phase::ended:
      return;
  }
}

void Engine::respond_in_trial(const Response& response, Output& out) {
  if (is_wrong(response)) return reject(response, ResponseRole::wrong, out);
  if (is_early(response)) return reject(response, ResponseRole::early, out);
  if (phase_ == Phase::window_open) return respond_in_window(response, out);
  state_.opening = response;
  say(response, ResponseRole::first, out);
  open_window(response, out);
}

void Engine::reject(const Response& response, ResponseRole role, Output& out) {
  say(response, role, out);
  const bool ends =
      role == ResponseRole::wrong ? rule().wrong_ends_trial : rule().early_ends_trial;
  if (ends) conclude(response.time, Outcome::error, out);
}

void Engine::open_window(const Response& response, Output& out) {
  state_.opening = response;
  state_.responded = 0;
  state_.near_boundary = false;
  state_.last_uncertainty = Duration();
  phase_ = Phase::window_open;
  phase_ends_ = response.time + rule().window;
  note(response.time, note::WindowOpen{response.subject, phase_ends_}, out);
  take(response, out);
  pulse(response.time, config::TaskEvent::response, out, subject_bit(response.subject));
  pulse(response.time, config::TaskEvent::window_open, out);
  complete_if_enough(response.time, out);
}

void Engine::take(const Response& response, Output& out) {
  Response& taken = state_.responses[response.subject];
  // A subject's choice is its first of the trial, whatever is begun anew.
  const bool chosen = has(state_.chosen, response.subject);
  const ChoiceIndex choice = chosen ? taken.choice : response.choice;
  taken = response;
  taken.choice = choice;
  set(state_.chosen, response.subject);
  set(state_.responded, response.subject);
  state_.last_responder = response.subject;
  if (rule().response == config::ResponseKind::overlap) {
    holds_.begin(response.subject,
                 {response.channel, Time::never(), response.uncertainty});
  }
  if (config::pays_at_outcome(rule().contingency)) return;
  pay_response(response.time, response.subject, out);
}

void Engine::respond_in_window(const Response& response, Output& out) {
  const bool repeat = has(state_.responded, response.subject);
  const bool by_first = response.subject == state_.opening.subject;
  say(response, repeat || by_first ? ResponseRole::repeat : ResponseRole::partner, out);
  if (repeat && by_first &&
      rule().repeat_response == config::RepeatResponse::restart_window) {
    return open_window(response, out);
  }
  pulse(response.time, config::TaskEvent::response, out, subject_bit(response.subject));
  if (repeat) return;
  take(response, out);
  const Duration dt = response.time - state_.opening.time;
  state_.last_uncertainty = state_.opening.uncertainty + response.uncertainty;
  state_.near_boundary |= rule().response != config::ResponseKind::overlap &&
                          rule().window - dt <= state_.last_uncertainty;
  complete_if_enough(response.time, out);
}

void Engine::complete_if_enough(Time now, Output& out) {
  const auto count = static_cast<std::size_t>(std::popcount(state_.responded));
  if (count < rule().needed) return;
  if (rule().response == config::ResponseKind::overlap) {
    state_.joint_due = now + rule().hold;
  } else {
    conclude(now, Outcome::coordinated, out);
  }
}

void Engine::respond_in_iti(const Response& response, Output& out) {
  const bool late = has(state_.late, response.subject) && !is_wrong(response);
  say(response, late ? ResponseRole::late : ResponseRole::ignored, out);
  if (phase_ != Phase::iti) return;
  const bool opens = late && response.time < ends_at_ &&
                     rule().late_response == config::LateResponse::open_next_trial;
  if (!opens) return extend_iti(response.time, out);
  begin_trial(response.time, out);
  if (phase_ != Phase::waiting || !can_open(response)) return;
  // The trial that begins may have other choices than the one before.
  Response opening = response;
  opening.choice = choice_at(response.channel);
  open_window(opening, out);
}

// Whether a response of the interval counts by the rules of the trial it has begun.
bool Engine::can_open(const Response& response) const {
  const ChannelMask channel = channel_bit(response.channel);
  if ((rule().operanda & channel) == 0) return false;
  // A hold that its release has just completed is none in a trial of overlap.
  const bool released = (active_ & channel) == 0;
  if (rule().response == config::ResponseKind::overlap && released) return false;
  return !is_wrong(response) && !is_early(response);
}

void Engine::watch_last_miss(const Response& response, Output& out) {
  if (!has(miss_.watched, response.subject)) return;
  if (miss_.target != kNoChoice && response.choice != miss_.target) return;
  clear(miss_.watched, response.subject);
  const Duration after = response.time - miss_.opening.time - miss_.window;
  if (after > miss_.opening.uncertainty + response.uncertainty) return;
  miss_.watched = 0;
  if (miss_.trial == trial_) state_.ambiguous = true;
  out.notes.push_back(
      {response.time, miss_.trial, note::Ambiguous{AmbiguousReason::boundary}});
}

// With Δt where the response belongs to a window, or to one that was missed.
void Engine::say(const Response& response, ResponseRole role, Output& out) const {
  note::Response said{.subject = response.subject, .role = role};
  said.choice = response.choice;
  const Response* opening = nullptr;
  if (phase_ == Phase::window_open) opening = &state_.opening;
  if (role == ResponseRole::late) opening = &miss_.opening;
  if (opening != nullptr) {
    said.dt = response.time - opening->time;
    said.dt_uncertainty = opening->uncertainty + response.uncertainty;
  } else if (role == ResponseRole::first) {
    said.dt = Duration();
  }
  note(response.time, said, out);
}

bool Engine::is_wrong(const Response& response) const {
  const ChoiceIndex target = programme_.conditions().target;
  return target != kNoChoice && choice_at(response.channel) != target;
}

bool Engine::is_early(const Response& response) const {
  if (rule().leader == kNoSubject || response.subject == rule().leader) return false;
  return phase_ != Phase::window_open ||
         response.time - state_.opening.time < rule().min_wait;
}

}  // namespace dyad::task
