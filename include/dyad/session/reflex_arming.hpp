#pragma once

#include "dyad/config/rig.hpp"
#include "dyad/core/command.hpp"
#include "dyad/core/note.hpp"
#include "dyad/device/reflex.hpp"
#include "dyad/device/valve_limits.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::session {

// Tells a board with a reflex each trial as soon as the engine has said when it will
// begin, and the engine's outcome when it has one. Does nothing without such a board,
// and where the rule is not coordination.
class ReflexArming {
 public:
  // `board` may be null; plan, board and limits outlive this. What the limits would
  // refuse the board is not told, so that the engine meets them.
  ReflexArming(const task::Plan& plan, device::Reflex* board,
               const device::ValveLimits& limits);

  // Water by hand has been begun: the board is told no trial that opens before the
  // valve has closed behind it.
  void on_water_by_hand(const Command& command);

  // After the commands of the same step.
  void on_note(const Note& note);

  // A board may open the valves by itself: its pulses and a person's would meet.
  bool may_reward() const { return board_ != nullptr && trial_.trial != 0; }

 private:
  void arm(TrialNumber trial, Time opens_at);
  bool within_limits(Time opens_at) const;

  const task::Plan& plan_;
  device::Reflex* board_;
  const device::ValveLimits& limits_;
  Time water_until_ = Time::long_ago();
  device::ReflexTrial trial_;  // its subjects stay the same
};

}  // namespace dyad::session
