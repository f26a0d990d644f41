// What the controller does again and again.
#ifndef DYAD_FIRMWARE_CONTROLLER_STEPS_H
#define DYAD_FIRMWARE_CONTROLLER_STEPS_H

#include "controller.h"

namespace dyad_firmware {

template <typename Board>
void Controller<Board>::sample() {
  sampled_at_ = sensors_.run(reflex_.inputs());
  ReflexResult result;
  if (reflex_.may_expire(sampled_at_) &&
      reflex_.expire(sensors_.complete_to(sampled_at_), result)) {
    tell(result);
  }
  wake_sampler();
}

template <typename Board>
bool Controller<Board>::serve() {
  const Ticks now = board_.now();
  outputs().open_waiting(now);
  while (take_one_edge()) {
  }
  if (sync_.due(now)) run_sync(now);
  if (events_.losing()) report_loss(now);
  pulses_.tell_ended();
  if (link_.silent() && running()) enter_safe(SafeReason::host_silence);
  if (reached(now, keep_time_at_)) keep_time(now);
  return link_.run(now);
}

template <typename Board>
bool Controller<Board>::take_one_edge() {
  const typename Board::SampleLock lock(board_);
  const Ticks deadline = sensors_.next_deadline();
  if (!sensors_.take_one(board_.now())) return false;
  if (reflex_.inputs() != 0) load_reflex();
  if (sensors_.next_deadline() != deadline) wake_sampler();
  return true;
}

template <typename Board>
void Controller<Board>::run_sync(Ticks now) {
  const typename Board::SampleLock lock(board_);
  if (sync_.run(now)) writer_.instant(EventKind::sync, sync_.rose_at());
}

template <typename Board>
void Controller<Board>::report_loss(Ticks now) {
  const typename Board::SampleLock lock(board_);
  events_.report_loss(now, sensors_.levels());
}

template <typename Board>
void Controller<Board>::keep_time(Ticks now) {
  keep_time_at_ = now + kTicksPerSecond;
  const typename Board::SampleLock lock(board_);
  outputs().keep_time(now);
  sensors_.keep_time(now);
  reflex_.keep_time(now);
}

template <typename Board>
void Controller<Board>::enter_safe(SafeReason reason) {
  const typename Board::SampleLock lock(board_);
  close_all();
  if (state_ == BoardState::safe) return;
  state_ = BoardState::safe;
  reason_ = reason;
  writer_.safe(reason, board_.now());
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_CONTROLLER_STEPS_H
