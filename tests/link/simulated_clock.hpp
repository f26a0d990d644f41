#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "dyad/core/random.hpp"
#include "dyad/link/clock_sync.hpp"

namespace dyad::link {

constexpr std::uint32_t kTicksPerSecond = 2'000'000;
constexpr std::int64_t kSecond_ns = 1'000'000'000;

// A resonator that is off by a constant, and warms and cools in turn.
struct SimulatedClock {
  std::int64_t deviation_ppb = 0;
  std::int64_t ramp_ppb_per_s = 0;
  std::int64_t ramp_s = 300;  // up for so long, then down for as long
  std::int64_t booted_ns = -7 * kSecond_ns;

  std::uint64_t ticks_at(std::int64_t true_ns) const;
};

// How a simulated link behaves. Times are of the session, in seconds.
struct SimulatedLink {
  std::int64_t byte_time_ns = 250'000;  // each way
  std::uint32_t slow_percent = 0;       // of pings: 10 to 200 ms instead of 0.1 to 5
  std::int64_t sync_from_s = 0;         // one pulse a second on the sync line
  std::int64_t sync_until_s = 0;
  std::int64_t lost_from_s = 0;  // nothing comes
  std::int64_t lost_until_s = 0;
};

// All triples up to the end, in the order of `received`.
std::vector<ClockTriple> simulated_triples(const SimulatedClock& clock,
                                           const SimulatedLink& link,
                                           std::int64_t until_s, Random& random);

// What a map is worth, measured.
struct Figures {
  std::vector<std::int64_t> uncertainties_us;
  std::int64_t dishonest = 0;             // errors above the stated uncertainty
  std::int64_t worst_ratio_permille = 0;  // error over stated uncertainty
  std::int64_t worst_error_us = 0;

  void add(const MappedTime& mapped, std::int64_t true_ns);
  std::int64_t queries() const {
    return static_cast<std::int64_t>(uncertainties_us.size());
  }
  std::int64_t median_us() const;
  std::int64_t largest_us() const;
};
std::ostream& operator<<(std::ostream& out, const Figures& figures);
std::string text(const Figures& figures);

// Adds the triples one after another, and after each maps the ticks of an instant in
// the 20 ms before some time until the next: as events are mapped when they arrive.
// Only instants from `from_s` on are counted.
Figures measure(ClockSync& sync, const SimulatedClock& clock,
                const std::vector<ClockTriple>& triples, Random& random,
                std::int64_t from_s = 0);

}  // namespace dyad::link
