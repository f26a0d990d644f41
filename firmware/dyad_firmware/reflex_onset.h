// What an onset does to the reflex's trial, and what onsets to come would do.
#ifndef DYAD_FIRMWARE_REFLEX_ONSET_H
#define DYAD_FIRMWARE_REFLEX_ONSET_H

#include "reflex.h"

namespace dyad_firmware {

inline bool Reflex::on_onset(uint8_t input, Ticks t, ReflexResult& result) {
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
  if (responded_ != everyone()) return false;
  finish(ReflexDecision::coordinated, result);
  return true;
}

template <typename Candidates>
uint8_t Reflex::completing(uint8_t inputs, const Candidates& candidates) const {
  uint8_t there = responded_;
  uint8_t used = 0;
  Ticks first = first_;
  Ticks last = last_;
  for (uint8_t i = 0, bit = 1; bit <= inputs;
       ++i, bit = static_cast<uint8_t>(bit << 1)) {
    const Ticks t = candidates.candidate_since(i);
    if (!(inputs & bit) || !reached(t, plan_.opens_at)) continue;
    const uint8_t subject = static_cast<uint8_t>(1 << subject_of(i));
    if ((responded_ & subject) && !plan_.repeat_restarts) continue;
    if (there & subject) return 0;
    if (there == 0 || !reached(t, first)) first = t;
    if (there == 0 || reached(t, last)) last = t;
    there = static_cast<uint8_t>(there | subject);
    used = static_cast<uint8_t>(used | bit);
  }
  return there == everyone() && last - first <= plan_.window ? used : 0;
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_REFLEX_ONSET_H
