#include "dyad/task/payouts.hpp"

#include <algorithm>

#include "dyad/core/assert.hpp"

namespace dyad::task {

void Payouts::add(SubjectIndex subject, const Payment& payment, Time first,
                  unsigned pulses, Duration gap) {
  Reward& reward = rewards_[subject];
  DYAD_ASSERT(reward.left == 0, "a subject earns twice in one trial");
  reward = {first, payment, gap, static_cast<std::uint8_t>(pulses), false};
  next_ = std::min(next_, first);
}

std::optional<Payouts::Pulse> Payouts::take_due(Time now) {
  if (now < next_) return std::nullopt;
  for (SubjectIndex i = 0; i < kMaxSubjects; ++i) {
    Reward& reward = rewards_[i];
    if (reward.left == 0 || now < reward.due) continue;
    const Pulse pulse{i, reward.payment, !reward.begun};
    reward.begun = true;
    --reward.left;
    const Duration period = reward.payment.open + reward.gap;
    reward.due = reward.left == 0 ? Time::never() : reward.due + period;
    find_next();
    return pulse;
  }
  return std::nullopt;
}

SubjectMask Payouts::drop() {
  if (none()) return 0;
  SubjectMask lost = 0;
  for (SubjectIndex i = 0; i < kMaxSubjects; ++i) {
    if (rewards_[i].left > 0 && !rewards_[i].begun) {
      lost = static_cast<SubjectMask>(lost | (1U << i));
    }
    rewards_[i] = {};
  }
  next_ = Time::never();
  return lost;
}

void Payouts::find_next() {
  next_ = Time::never();
  for (const Reward& reward : rewards_) {
    if (reward.left > 0) next_ = std::min(next_, reward.due);
  }
}

}  // namespace dyad::task
