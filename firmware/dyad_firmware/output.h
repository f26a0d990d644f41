// One output, and how a pulse on it went.
#ifndef DYAD_FIRMWARE_OUTPUT_H
#define DYAD_FIRMWARE_OUTPUT_H

#include "limits.h"
#include "ticks.h"

namespace dyad_firmware {

// What became of a pulse.
struct EndedPulse {
  uint8_t output;
  uint16_t token;
  PulseResult result;  // done or cut
  Ticks start;
  Ticks active;
};

// One output and the pulse that it has, if any. configure(), open() and close() are
// called with interrupts off.
struct Output {
  enum Phase {
    off,
    waiting,  // for the output to have been closed long enough
    active,
    ended  // and not told yet
  };

  Output()
      : index(0),
        used(false),
        flags(0),
        phase(off),
        result(PulseResult::done),
        token(0),
        start(0),
        length(0),
        free_at(0) {}

  uint8_t index : 3;  // bits: a board's RAM is small
  bool used : 1;      // `free_at` still matters; written with interrupts off
  uint8_t flags;
  volatile uint8_t phase;
  PulseResult result;
  uint16_t token;
  Ticks start;
  Ticks length;   // once ended: how long it was active
  Ticks free_at;  // when the next pulse may begin

  bool enabled() const { return (flags & kFlagEnabled) != 0; }
  bool active_low() const { return (flags & kFlagActiveLow) != 0; }
  bool closed_long_enough(Ticks now) const { return !used || reached(now, free_at); }

  template <typename Board>
  void configure(Board& board, uint8_t new_flags) {
    flags = new_flags;
    if (enabled()) {
      board.drive(index, active_low());
    } else {
      board.release(index);
    }
  }

  template <typename Board>
  void open(Board& board) {
    board.drive(index, !active_low());
    start = board.now();
    phase = active;
  }

  template <typename Board>
  void close(Board& board, PulseResult how) {
    board.drive(index, active_low());
    const Ticks now = board.now();
    length = now - start;
    free_at = now + ticks_of_ms(min_off_ms(index));
    used = true;
    result = how;
    phase = ended;
  }

  EndedPulse take_ended() {
    const EndedPulse pulse = {index, token, result, start, length};
    phase = off;
    return pulse;
  }
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_OUTPUT_H
