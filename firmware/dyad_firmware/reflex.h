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
  bool on_onset(uint8_t input, Ticks t, ReflexResult& result);

  // Which of these candidates (one bit an input) complete the group, in whatever order
  // they are confirmed; 0: they do not, or it depends. Only an onset of another input
  // in inputs() can change that.
  template <typename Candidates>
  uint8_t completing(uint8_t inputs, const Candidates& candidates) const;

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

  uint8_t everyone() const { return static_cast<uint8_t>((1 << plan_.subjects) - 1); }

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

#include "reflex_onset.h"

#endif  // DYAD_FIRMWARE_REFLEX_H
