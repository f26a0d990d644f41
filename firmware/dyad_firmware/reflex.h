// Decides one trial on the board: did every subject of the group respond within the
// window? The engine on the host decides the same trial from the same times.
#ifndef DYAD_FIRMWARE_REFLEX_H
#define DYAD_FIRMWARE_REFLEX_H

#include "reflex_plan.h"

namespace dyad_firmware {

class Reflex {
 public:
  Reflex()
      : armed_(false),
        inputs_(0),
        responded_(0),
        first_subject_(0),
        seen_(0),
        first_(0),
        last_(0) {}

  // Late where an onset of the trial has been seen already: the host decides that
  // one alone.
  ArmAnswer arm(const ReflexPlan& plan, uint8_t inputs) {
    if (plan.subjects < 2 || plan.subjects > ReflexPlan::kMaxSubjects)
      return ArmAnswer::invalid;
    for (uint8_t i = 0; i < plan.subjects; ++i) {
      if (plan.inputs[i] == 0 || (plan.inputs[i] & ~inputs) != 0)
        return ArmAnswer::invalid;
    }
    for (uint8_t i = 0; i < kInputs; ++i) {
      if ((seen_ & (1 << i)) && reached(onset_[i], plan.opens_at))
        return ArmAnswer::late;
    }
    plan_ = plan;
    inputs_ = 0;
    for (uint8_t i = 0; i < plan.subjects; ++i) inputs_ |= plan.inputs[i];
    armed_ = true;
    responded_ = 0;
    first_ = last_ = plan.opens_at;
    return ArmAnswer::armed;
  }

  // True: it was armed.
  bool disarm(ReflexResult& result) {
    if (!armed_) return false;
    finish(ReflexDecision::disarmed, result);
    return true;
  }

  // A confirmed onset. True if it completes the group: give the pulses.
  bool on_onset(uint8_t input, Ticks t, ReflexResult& result) {
    onset_[input] = t;
    seen_ = static_cast<uint8_t>(seen_ | 1 << input);
    if (!armed_ || !reached(t, plan_.opens_at)) return false;
    const uint8_t subject = subject_of(input);
    if (subject == plan_.subjects) return false;
    const uint8_t bit = static_cast<uint8_t>(1 << subject);
    if (responded_ == 0) {
      open(subject, t);
      return false;
    }
    if (reached(t, first_ + plan_.window + 1)) return false;  // too late; see expire()
    if (responded_ & bit) {
      if (plan_.repeat_restarts && subject == first_subject_) open(subject, t);
      return false;
    }
    const bool before_first = !reached(t, first_);  // confirmed later, but earlier
    if (before_first && last_ - t > plan_.window) {
      open(subject, t);  // who had responded did so after this one's window
      return false;
    }
    responded_ = static_cast<uint8_t>(responded_ | bit);
    if (before_first) {
      first_ = t;
      first_subject_ = subject;
    }
    if (reached(t, last_)) last_ = t;
    if (responded_ != (1 << plan_.subjects) - 1) return false;
    finish(ReflexDecision::coordinated, result);
    return true;
  }

  // Whether the time has come to ask expire().
  bool may_expire(Ticks now) const {
    return armed_ && responded_ != 0 && reached(now, first_ + plan_.window + 1);
  }

  // Every onset before complete_to is known. True if the window closed on a miss.
  bool expire(Ticks complete_to, ReflexResult& result) {
    if (!armed_ || responded_ == 0) return false;
    if (!reached(complete_to, first_ + plan_.window + 1)) return false;
    finish(ReflexDecision::miss, result);
    return true;
  }

  // As Outputs::keep_time().
  void keep_time(Ticks now) {
    const Ticks long_ago = now - 600 * kTicksPerSecond;
    if (responded_ == 0 && reached(long_ago, plan_.opens_at)) plan_.opens_at = long_ago;
    for (uint8_t i = 0; i < kInputs; ++i) {
      if (reached(long_ago, onset_[i])) {
        seen_ = static_cast<uint8_t>(seen_ & ~(1 << i));
      }
    }
  }

  // One bit an input that it waits for.
  uint8_t inputs() const { return armed_ ? inputs_ : 0; }
  const ReflexPlan& plan() const { return plan_; }

 private:
  uint8_t subject_of(uint8_t input) const {
    uint8_t subject = 0;
    while (subject < plan_.subjects && !(plan_.inputs[subject] & (1 << input)))
      ++subject;
    return subject;
  }

  void open(uint8_t subject, Ticks t) {
    first_ = last_ = t;
    first_subject_ = subject;
    responded_ = static_cast<uint8_t>(1 << subject);
  }

  void finish(ReflexDecision decision, ReflexResult& result) {
    armed_ = false;
    result.trial = plan_.trial;
    result.decision = decision;
    result.first = first_;
    result.last = last_;
  }

  ReflexPlan plan_;
  bool armed_;
  uint8_t inputs_;     // of all subjects
  uint8_t responded_;  // one bit a subject
  uint8_t first_subject_;
  uint8_t seen_;  // one bit an input: onset_ holds
  Ticks first_;
  Ticks last_;
  Ticks onset_[kInputs];  // last confirmed
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_REFLEX_H
