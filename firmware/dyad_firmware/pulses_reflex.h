// How Pulses gives those of the reflex.
#ifndef DYAD_FIRMWARE_PULSES_REFLEX_H
#define DYAD_FIRMWARE_PULSES_REFLEX_H

#include "pulses.h"

namespace dyad_firmware {

template <typename Board, typename Writer>
void Pulses<Board, Writer>::load(const ReflexPlan& plan, Ticks now, Ticks due,
                                 uint8_t pins, uint8_t inputs) {
  outputs_.begin_loading();
  for (uint8_t i = 0; i < plan.subjects; ++i) {
    const ReflexPulse& pulse = plan.pulses[i];
    if (pulse.token == 0) continue;
    if (!outputs_.load(pulse.output, pulse.token, pulse.length, now)) return;
  }
  outputs_.end_loading(due, pins, inputs);
}

// First the pins, then the rest: here each microsecond counts.
template <typename Board, typename Writer>
void Pulses<Board, Writer>::fire(const ReflexPlan& plan, Ticks now) {
  outputs_.unload();
  if (outputs_.gave_loaded()) return charge(plan, now);
  PulseResult results[ReflexPlan::kMaxSubjects];
  for (uint8_t i = 0; i < plan.subjects; ++i) {
    const ReflexPulse& pulse = plan.pulses[i];
    if (pulse.token == 0) continue;
    results[i] = outputs_.start(pulse.output, pulse.token, pulse.length, false, now);
  }
  outputs_.schedule_ends();
  for (uint8_t i = 0; i < plan.subjects; ++i) {
    const ReflexPulse& pulse = plan.pulses[i];
    if (pulse.token != 0) took(pulse.output, pulse.token, results[i]);
  }
}

// The output timer has given them. Loading found room in every budget, and since then
// nothing else was given on these outputs.
template <typename Board, typename Writer>
void Pulses<Board, Writer>::charge(const ReflexPlan& plan, Ticks now) {
  outputs_.forget_loaded();
  for (uint8_t i = 0; i < plan.subjects; ++i) {
    const ReflexPulse& pulse = plan.pulses[i];
    if (pulse.token != 0) outputs_.charge(pulse.output, pulse.length, now);
  }
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_PULSES_REFLEX_H
