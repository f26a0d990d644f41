#include "dyad/session/reflex_arming.hpp"

#include <algorithm>

#include "dyad/task/payouts.hpp"

namespace dyad::session {

ReflexArming::ReflexArming(const task::Plan& plan, device::Reflex* board,
                           const device::ValveLimits& limits)
    : plan_(plan),
      board_(task::is_plain_coordination(plan) ? board : nullptr),
      limits_(limits) {
  trial_.window = plan.rule().window;
  trial_.repeat_restarts =
      plan.rule().repeat_response == config::RepeatResponse::restart_window;
  trial_.subjects.resize(plan.subjects);
  for (std::size_t i = 0; i < plan.subjects; ++i) {
    const task::Payment& reward = plan.rule().rewards[i];
    trial_.subjects[i].valve = plan.valves[i];
    if (reward.volume_nl > 0) trial_.subjects[i].open = reward.open;
  }
  for (std::size_t channel = 0; channel < plan.subject_of.size(); ++channel) {
    const bool operandum = (plan.rule().operanda >> channel & 1U) != 0;
    const SubjectIndex subject = plan.subject_of[channel];
    if (!operandum || subject >= plan.subjects) continue;
    trial_.subjects[subject].operanda.push_back(static_cast<ChannelIndex>(channel));
  }
}

void ReflexArming::on_note(const Note& note) {
  if (board_ == nullptr) return;
  if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
    board_->decided(note.trial, outcome->outcome);
  } else if (const auto* iti = std::get_if<note::ItiStart>(&note.body)) {
    arm(note.trial + 1, iti->until);
  } else if (std::holds_alternative<note::TrialStart>(note.body)) {
    const bool told = trial_.trial == note.trial && trial_.opens_at == note.time;
    if (!told) arm(note.trial, note.time);
  } else if (std::holds_alternative<note::Paused>(note.body)) {
    board_->decided(trial_.trial, Outcome::aborted);
    trial_.trial = 0;
  }
}

void ReflexArming::on_water_by_hand(const Command& command) {
  const Time closed = command.time + command.duration + task::Payouts::kRest;
  water_until_ = std::max(water_until_, closed);
}

void ReflexArming::arm(TrialNumber trial, Time opens_at) {
  trial_.trial = trial;
  trial_.opens_at = opens_at;
  if (opens_at >= water_until_ && within_limits(opens_at)) return board_->arm(trial_);
  board_->decided(trial, Outcome::aborted);  // nor is one told before armed any more
}

bool ReflexArming::within_limits(Time opens_at) const {
  for (const device::ReflexTrial::Subject& subject : trial_.subjects) {
    if (subject.open <= Duration()) continue;
    Command reward;
    reward.time = opens_at;
    reward.kind = CommandKind::reward;
    reward.channel = subject.valve;
    reward.duration = subject.open;
    if (!limits_.would_admit(reward)) return false;
  }
  return true;
}

}  // namespace dyad::session
