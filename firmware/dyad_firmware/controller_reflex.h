// How the controller fires the reflex. The sampler, which decides, may come late. So it
// loads the pulses as soon as it knows on which candidates they depend, the output
// timer gives them when those are due, and the sampler comes to the same decision
// afterwards.
#ifndef DYAD_FIRMWARE_CONTROLLER_REFLEX_H
#define DYAD_FIRMWARE_CONTROLLER_REFLEX_H

#include "controller.h"

namespace dyad_firmware {

// Inline: it has one caller, which runs for each edge that is reported.
template <typename Board>
inline __attribute__((always_inline)) void Controller<Board>::on_edge(
    const SensorEdge& edge) {
  const uint8_t others = reflex_.inputs() & static_cast<uint8_t>(~loaded_inputs_);
  if (others != 0 && edge.active && ((others >> edge.input) & 1)) hold_fire();
  ReflexResult result;
  const bool fires = edge.active && reflex_.on_onset(edge.input, edge.time, result);
  if (fires) pulses_.fire(reflex_.plan(), sampled_at_);
  writer_.edge(edge, edge.time);
  if (fires) tell(result);
}

template <typename Board>
void Controller<Board>::load_reflex() {
  const uint8_t candidates = sensors_.candidates() & reflex_.inputs();
  if (candidates == 0 || !outputs().may_load()) return;
  const uint8_t inputs = reflex_.completing(candidates, sensors_);
  if (inputs == 0) return;
  const Ticks due = sensors_.all_due(inputs);
  const Ticks now = board_.now();
  if (reached(now, due)) return;
  loaded_inputs_ = inputs;
  pulses_.load(reflex_.plan(), now, due, sensors_.pins(), inputs);
}

template <typename Board>
void Controller<Board>::hold_fire() {
  outputs().unload();
  if (!outputs().gave_loaded()) return;
  sensors_.settle_all(loaded_inputs_, outputs().loaded_for());
  if (!outputs().gave_loaded()) return;
  outputs().forget_loaded();
  enter_safe(SafeReason::internal);
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_CONTROLLER_REFLEX_H
