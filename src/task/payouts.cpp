#include "dyad/task/payouts.hpp"

#include <algorithm>

#include "bits.hpp"
#include "dyad/core/assert.hpp"

namespace dyad::task {

void Payouts::add(SubjectIndex subject, const Payment& payment, Time first,
                  unsigned pulses, Duration gap) {
  Reward& reward = rewards_[subject];
  DYAD_ASSERT(reward.left == 0, "a subject earns twice in one trial");
  const Time due = std::max(first, manual_closed_[subject]);
  reward = {due, payment, gap, static_cast<std::uint8_t>(pulses), false};
  next_ = std::min(next_, due);
}

bool Payouts::give(SubjectIndex subject, const Payment& payment, Time now) {
  Manual& manual = manual_[subject];
  if (manual.due != Time::never()) return false;
  const Time free = std::max(earned_closed_[subject], manual_closed_[subject]);
  manual = {std::max(now, free), payment};
  next_ = std::min(next_, manual.due);
  return true;
}

std::uint64_t Payouts::waiting_nl(SubjectIndex subject) const {
  const Reward& reward = rewards_[subject];
  const Manual& manual = manual_[subject];
  const bool by_hand = manual.due != Time::never();
  return std::uint64_t{reward.left} * reward.payment.volume_nl +
         (by_hand ? manual.payment.volume_nl : 0);
}

std::optional<Payouts::Pulse> Payouts::take_due(Time now) {
  if (now < next_) return std::nullopt;
  for (SubjectIndex i = 0; i < kMaxSubjects; ++i) {
    const bool earned = rewards_[i].left > 0 && now >= rewards_[i].due;
    if (!earned && now < manual_[i].due) continue;
    const Pulse pulse = earned ? take(i) : take_manual(i, now);
    // Of two that were earned the later one begins when the valve has closed.
    if (earned) {
      earned_closed_[i] = std::max(earned_closed_[i], now + kRest) + pulse.payment.open;
    }
    if (earned && manual_[i].due != Time::never()) {
      manual_[i].due = std::max(manual_[i].due, earned_closed_[i]);
    }
    find_next();
    return pulse;
  }
  return std::nullopt;
}

Payouts::Pulse Payouts::take(SubjectIndex subject) {
  Reward& reward = rewards_[subject];
  const Pulse pulse{subject, reward.payment, !reward.begun};
  reward.begun = true;
  --reward.left;
  const Duration period = reward.payment.open + reward.gap;
  reward.due = reward.left == 0 ? Time::never() : reward.due + period;
  return pulse;
}

Payouts::Pulse Payouts::take_manual(SubjectIndex subject, Time now) {
  const Payment payment = manual_[subject].payment;
  manual_[subject] = {};
  manual_closed_[subject] = now + payment.open + kRest;
  Reward& reward = rewards_[subject];
  if (reward.left > 0) reward.due = std::max(reward.due, manual_closed_[subject]);
  return {subject, payment, true, true};
}

SubjectMask Payouts::drop() {
  SubjectMask lost = 0;
  for (SubjectIndex i = 0; i < kMaxSubjects; ++i) {
    if (rewards_[i].left > 0 && !rewards_[i].begun) set(lost, i);
    rewards_[i] = {};
  }
  find_next();
  return lost;
}

SubjectMask Payouts::drop_manual() {
  SubjectMask lost = 0;
  for (SubjectIndex i = 0; i < kMaxSubjects; ++i) {
    if (manual_[i].due != Time::never()) set(lost, i);
    manual_[i] = {};
  }
  find_next();
  return lost;
}

void Payouts::find_next() {
  next_ = Time::never();
  for (const Reward& reward : rewards_) {
    if (reward.left > 0) next_ = std::min(next_, reward.due);
  }
  for (const Manual& manual : manual_) next_ = std::min(next_, manual.due);
}

}  // namespace dyad::task
