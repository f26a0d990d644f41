#pragma once

#include <cstdint>

namespace dyad::link {

// Widens a board's 32-bit counter, which wraps every 36 minutes at 2 MHz, to 64
// bits. Values may come slightly out of order: each is taken to be within half a
// wrap of the latest one, so one must come at least every half wrap.
class TickCounter {
 public:
  // The first value is put one wrap up, so that an older one still lies above 0. Only
  // differences of widened values, and their low 32 bits, mean anything.
  constexpr std::uint64_t widen(std::uint32_t ticks) {
    if (latest_ == 0) latest_ = kWrap + ticks;
    const std::uint32_t ahead = ticks - static_cast<std::uint32_t>(latest_);
    if (ahead >= kWrap / 2) return latest_ - (kWrap - ahead);
    latest_ += ahead;
    return latest_;
  }

  // A new boot of the board: its counter began anew.
  constexpr void restart() { latest_ = 0; }

 private:
  static constexpr std::uint64_t kWrap = 1ULL << 32U;
  std::uint64_t latest_ = 0;  // 0: no value yet
};

}  // namespace dyad::link
