// What Outputs does again and again.
#ifndef DYAD_FIRMWARE_OUTPUTS_STEPS_H
#define DYAD_FIRMWARE_OUTPUTS_STEPS_H

#include "outputs.h"

namespace dyad_firmware {

template <typename Board>
void Outputs<Board>::open_waiting(Ticks now) {
  for (Output* o = outputs_; o != outputs_ + kOutputs; ++o) {
    if (o->phase != Output::waiting || !o->closed_long_enough(now)) continue;
    const typename Board::Atomic atomic;
    o->open(board_);
    schedule(o->start + o->length);
  }
}

// Of two things at one time, what opens comes first.
template <typename Board>
void Outputs<Board>::expire() {
  scheduled_ = false;
  for (;;) {
    Output* const o = soonest();
    const Ticks end = o == 0 ? 0 : o->start + o->length;
    const bool gives = board_.inputs_guarded() && (o == 0 || reached(end, due_));
    if (!gives && o == 0) return;
    const Ticks at = gives ? due_ : end;
    if (!reached(board_.now() + kLead, at)) return schedule(at);
    if (gives) {
      while (!give_loaded_at()) {
      }
    } else {
      while (!close_at(*o, end)) {
      }
    }
  }
}

template <typename Board>
bool Outputs<Board>::close_at(Output& o, Ticks end) {
  const typename Board::Atomic atomic;
  if (!reached(board_.now() + kCloseTakes, end)) return false;
  o.close(board_, PulseResult::done);
  return true;
}

// True: decided. An edge that came before this looks at the pins either has been seen
// by its interrupt or shows at the pins.
template <typename Board>
bool Outputs<Board>::give_loaded_at() {
  {
    const typename Board::Atomic atomic;
    if (!board_.inputs_guarded()) return true;
    if (!reached(board_.now(), due_)) return false;
    const bool gives = board_.inputs_still();
    board_.unguard_inputs();
    if (!gives) return true;
    gave_loaded_ = true;
  }
  open_loaded();
  return true;
}

template <typename Board>
void Outputs<Board>::open_loaded() {
  Output* o = outputs_;
  for (uint8_t bits = loaded_; bits != 0; ++o, bits >>= 1) {
    if (!(bits & 1)) continue;
    const typename Board::Atomic atomic;
    o->open(board_);
  }
}

template <typename Board>
DYAD_NOINLINE bool Outputs<Board>::load(uint8_t output, uint16_t token, Ticks length,
                                        Ticks now) {
  Output& o = outputs_[output];
  const uint8_t bit = static_cast<uint8_t>(1 << output);
  if ((loaded_ & bit) || o.phase != Output::off || !o.closed_long_enough(now))
    return false;
  if (output < kValveOutputs && !budgets_[output].allows(now, length)) return false;
  o.token = token;
  o.length = length;
  loaded_ = static_cast<uint8_t>(loaded_ | bit);
  return true;
}

template <typename Board>
void Outputs<Board>::end_loading(Ticks due, uint8_t pins, uint8_t inputs) {
  {
    const typename Board::Atomic written;  // all that the timer's interrupt will read
    due_ = due;
  }
  board_.guard_inputs(pins, inputs);
  const typename Board::Atomic atomic;
  schedule(due);
}

template <typename Board>
void Outputs<Board>::keep_time(Ticks now) {
  for (uint8_t i = 0; i < kValveOutputs; ++i) budgets_[i].turn(now);
  for (Output* o = outputs_; o != outputs_ + kOutputs; ++o) {
    const typename Board::Atomic atomic;
    if (o->closed_long_enough(now)) o->used = false;
  }
}

template <typename Board>
void Outputs<Board>::close_all() {
  for (Output* o = outputs_; o != outputs_ + kOutputs; ++o) {
    const typename Board::Atomic atomic;
    if (o->phase == Output::waiting) o->start = board_.now();
    if (o->phase == Output::active || o->phase == Output::waiting) {
      o->close(board_, PulseResult::cut);
    }
  }
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_OUTPUTS_STEPS_H
