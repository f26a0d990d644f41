#pragma once

#include <cstdint>
#include <span>

#include "dyad/core/time.hpp"
#include "dyad/link/clock_window.hpp"

namespace dyad::link {

struct LineBounds;

// |true time - time| <= uncertainty.
struct MappedTime {
  Time time;
  Duration uncertainty;
};

// A straight line from board ticks to session time, and how far the truth can be from
// it. Not a statistic: each triple says sent <= true time <= received, the board's
// rate is within 5000 ppm of nominal and changes by at most 5 ppm a second; whatever
// meets all of that is possible, and the line runs through its middle.
class ClockMap {
 public:
  explicit ClockMap(std::uint32_t ticks_per_second);  // nominal, at least 10'000

  // Fits the map to these triples, at least one and none older than a minute. Yields
  // zero, or by how much they contradict each other: the map is not to be used then.
  Duration fit(std::span<const ClockTriple> samples, Duration best_round_trip);

  MappedTime to_host(std::uint64_t ticks) const;
  std::uint64_t to_ticks(Time time) const;

  // At the newest sample.
  MappedTime newest() const { return to_host(origin_.ticks); }

  // How fast the board's clock is: 1'000'000 counts 0.1 % more than nominal.
  std::int64_t deviation_ppb() const;

 private:
  std::int64_t board_ns(std::uint64_t ticks, std::uint64_t since) const;
  bool comparable(const ClockTriple& a, const ClockTriple& b) const;
  LineBounds bounds_at(const ClockTriple& anchor,
                       std::span<const ClockTriple> samples) const;
  std::int64_t centre_ns(std::int64_t board_ns) const;
  std::int64_t spread_ns(std::int64_t board_ns) const;

  std::uint64_t tick_ns_q32_;  // nominal length of a tick, in ns * 2^32

  // Board time (nominal ns) and host time (ns) count from the newest sample, `origin_`.
  // Rates are in parts of 2^30; see src/link/line_bounds.hpp.
  ClockTriple origin_;
  std::int64_t offset_ns_ = 0;  // of the line at board time 0
  std::int64_t rate_ = 0;       // host ns gained on each board ns
  std::int64_t oldest_ns_ = 0;  // board time of the oldest sample, <= 0
  // Half the width of what is possible, and how fast it widens away from the samples.
  std::int64_t newest_half_ns_ = 0;
  std::int64_t oldest_half_ns_ = 0;
  std::int64_t half_rate_ = 0;  // from the newest half to the oldest
  std::int64_t rate_slack_after_ = 0;
  std::int64_t rate_slack_before_ = 0;
};

}  // namespace dyad::link
