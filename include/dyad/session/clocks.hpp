#pragma once

#include <cstdint>

#include "dyad/core/clock.hpp"
#include "dyad/core/time.hpp"

namespace dyad::session {

// Reads both kernel clocks now: session time 0 is this instant, or `lead` later.
ClockAnchor anchor_now(Duration lead = Duration());

// What time people say it is: µs since 1970. For displays and files' names; it may
// jump.
std::int64_t utc_now_us();

// CLOCK_MONOTONIC since the anchor: the clock of a session on real lines.
class MonotonicClock final : public Clock {
 public:
  explicit MonotonicClock(const ClockAnchor& anchor) : anchor_(anchor) {}
  Time now() const override;

 private:
  ClockAnchor anchor_;
};

// Stands still until told: the clock of a simulated session.
class VirtualClock final : public Clock {
 public:
  Time now() const override { return now_; }
  void advance_to(Time t) { now_ = t < now_ ? now_ : t; }

 private:
  Time now_;
};

}  // namespace dyad::session
