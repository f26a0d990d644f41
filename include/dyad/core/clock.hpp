#pragma once

#include <cstdint>

#include "dyad/core/time.hpp"

namespace dyad {

// The session's clock: CLOCK_MONOTONIC on a rig, a virtual clock in simulation.
// Devices read it only to stamp what they do themselves.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

// Ties session time 0 to the kernel's clocks. Converting CLOCK_MONOTONIC
// happens here and nowhere else.
struct ClockAnchor {
  std::int64_t monotonic_ns = 0;  // CLOCK_MONOTONIC at session time 0
  std::int64_t utc_us = 0;        // UTC at session time 0, µs since 1970

  bool operator==(const ClockAnchor&) const = default;

  // Rounds down, so that an edge is never stamped later than it was.
  constexpr Time from_monotonic_ns(std::int64_t ns) const {
    const std::int64_t since = ns - monotonic_ns;
    const std::int64_t us = since / 1000;
    return Time::from_us(since % 1000 < 0 ? us - 1 : us);
  }
  constexpr std::int64_t to_monotonic_ns(Time t) const {
    return monotonic_ns + t.us() * 1000;
  }
};

}  // namespace dyad
