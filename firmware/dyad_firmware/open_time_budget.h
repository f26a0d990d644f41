// How long one valve may be open in any 60 s.
#ifndef DYAD_FIRMWARE_OPEN_TIME_BUDGET_H
#define DYAD_FIRMWARE_OPEN_TIME_BUDGET_H

#include "limits.h"
#include "ticks.h"

namespace dyad_firmware {

// Counts open time in slots of 10 s. Any 60 s lie within seven slots, so the sum of
// seven may refuse too early, never too late. Counts what was commanded.
class OpenTimeBudget {
 public:
  OpenTimeBudget() : slot_start_(0), current_(0) {
    for (uint8_t i = 0; i < kSlots; ++i) open_ms_[i] = 0;
  }

  // Charges the pulse; or refuses, and charges nothing. At least once in 1000 s, or
  // the counter's wrap makes old slots young: turn() does for that.
  bool charge(Ticks now, Ticks length) {
    turn(now);
    const uint16_t length_ms =
        static_cast<uint16_t>((length + kTicksPerMs - 1) / kTicksPerMs);
    uint16_t sum_ms = length_ms;
    for (uint8_t i = 0; i < kSlots; ++i)
      sum_ms = static_cast<uint16_t>(sum_ms + open_ms_[i]);
    if (sum_ms > budget_ms(0)) return false;
    open_ms_[current_] = static_cast<uint16_t>(open_ms_[current_] + length_ms);
    return true;
  }

  void turn(Ticks now) {
    for (uint8_t i = 0; i < kSlots && reached(now, slot_start_ + kSlot); ++i) {
      slot_start_ += kSlot;
      current_ = static_cast<uint8_t>(current_ + 1 == kSlots ? 0 : current_ + 1);
      open_ms_[current_] = 0;
    }
    if (reached(now, slot_start_ + kSlot)) slot_start_ = now;
  }

 private:
  static const uint8_t kSlots = 7;
  static const Ticks kSlot = 10 * kTicksPerSecond;

  uint16_t open_ms_[kSlots];
  Ticks slot_start_;
  uint8_t current_;
};
static_assert(budget_ms(0) == budget_ms(kValveOutputs - 1),
              "one budget for all valves");

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_OPEN_TIME_BUDGET_H
