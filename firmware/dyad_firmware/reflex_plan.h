// What the host asks of the reflex, and what it answers.
#ifndef DYAD_FIRMWARE_REFLEX_PLAN_H
#define DYAD_FIRMWARE_REFLEX_PLAN_H

#include "ticks.h"
#include "wire.h"

namespace dyad_firmware {

struct ReflexPulse {
  uint8_t output;
  uint16_t token;
  Ticks length;
};

// What `arm` asks for.
struct ReflexPlan {
  static const uint8_t kMaxSubjects = 4;
  uint16_t trial;
  Ticks opens_at;  // onsets before this belong to no trial
  Ticks window;    // inclusive
  bool repeat_restarts;
  uint8_t subjects;
  uint8_t inputs[kMaxSubjects];      // one bit an input
  ReflexPulse pulses[kMaxSubjects];  // token 0: that subject gets none
};

// Where the reflex came to an end.
struct ReflexResult {
  uint16_t trial;
  ReflexDecision decision;
  Ticks first;
  Ticks last;
};

// Reads the payload of `arm`. False: it is not one.
inline bool read_plan(const Frame& frame, ReflexPlan& plan) {
  const uint8_t* const p = frame.payload;
  if (frame.size < 12 || p[11] > ReflexPlan::kMaxSubjects) return false;
  if (frame.size != 12 + 8 * p[11]) return false;
  plan.trial = get_u16(p);
  plan.opens_at = get_u32(p + 2);
  plan.window = get_u32(p + 6);
  plan.repeat_restarts = p[10] != 0;
  plan.subjects = p[11];
  for (uint8_t i = 0; i < plan.subjects; ++i) {
    const uint8_t* const subject = p + 12 + 8 * i;
    plan.inputs[i] = subject[0];
    plan.pulses[i].output = subject[1];
    plan.pulses[i].token = get_u16(subject + 2);
    plan.pulses[i].length = get_u32(subject + 4);
  }
  return true;
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_REFLEX_PLAN_H
