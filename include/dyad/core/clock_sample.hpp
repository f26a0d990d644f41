#pragma once

#include <cstdint>

#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad {

// One question for a board's clock, and its answer: at some instant between `sent`
// and `received` the counter stood at `ticks`. Logged as measured, so that the
// mapping of the board's clock to the session's can be made again from the log.
struct ClockSample {
  SourceIndex source = kNoSource;
  std::uint32_t boot = 0;   // the run of the board that the counter belongs to
  Time sent{};              // when the host asked
  std::uint64_t ticks = 0;  // the board's counter, widened
  Time received{};          // when the host had the answer

  bool operator==(const ClockSample&) const = default;
};

}  // namespace dyad
