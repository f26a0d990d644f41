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
  OpenTimeBudget() : sum_(0), slot_start_(0), current_(0) {
    for (uint8_t i = 0; i < kSlots; ++i) open_[i] = 0;
  }

  // Charges a pulse that keeps the valve's cap; or refuses, and charges nothing. At
  // least once in 1000 s, or the counter's wrap makes old slots young: turn() does for
  // that.
  DYAD_NOINLINE bool charge(Ticks now, Ticks length) {
    if (!allows(now, length)) return false;
    const uint16_t units = units_of(length);
    sum_ = static_cast<uint16_t>(sum_ + units);
    open_[current_] = static_cast<uint16_t>(open_[current_] + units);
    return true;
  }

  // Whether charge() would charge it.
  DYAD_NOINLINE bool allows(Ticks now, Ticks length) {
    turn(now);
    return units_of(length) <= kBudget - sum_;
  }

  DYAD_NOINLINE void turn(Ticks now) {
    for (uint8_t i = 0; i < kSlots && reached(now, slot_start_ + kSlot); ++i) {
      slot_start_ += kSlot;
      current_ = static_cast<uint8_t>(current_ + 1 == kSlots ? 0 : current_ + 1);
      sum_ = static_cast<uint16_t>(sum_ - open_[current_]);
      open_[current_] = 0;
    }
    if (reached(now, slot_start_ + kSlot)) slot_start_ = now;
  }

 private:
  // Rounded up. In this order it takes the board few instructions.
  static uint16_t units_of(Ticks length) {
    return static_cast<uint16_t>(static_cast<uint16_t>(length >> 8) / 8 + 1);
  }

  static const uint8_t kSlots = 7;
  static const Ticks kSlot = 10 * kTicksPerSecond;

  // In units of 2048 ticks, about 1 ms.
  static const uint16_t kBudget =
      static_cast<uint16_t>(ticks_of_ms(budget_ms(0)) / 2048);

  uint16_t open_[kSlots];
  uint16_t sum_;
  Ticks slot_start_;
  uint8_t current_;
};
static_assert(budget_ms(0) == budget_ms(kValveOutputs - 1),
              "one budget for all valves");
static_assert(ticks_of_ms(cap_ms(0)) >> 8 <= 0xFFFF, "charge() counts in 16 bits");
static_assert(ticks_of_ms(budget_ms(0)) / 2048 <= 0xFFFF, "so does the sum");

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_OPEN_TIME_BUDGET_H
