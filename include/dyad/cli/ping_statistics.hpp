#pragma once

#include <string>
#include <vector>

#include "dyad/core/time.hpp"
#include "dyad/link/clock_sync.hpp"

namespace dyad::cli {

// What a series of pings found.
struct PingStatistics {
  std::size_t sent = 0;
  std::vector<Duration> round_trips;  // of those that were answered
};

// The smallest round trip that at least `percent` % of them do not exceed (nearest
// rank); 0 is the smallest. There is one at least.
Duration percentile(std::vector<Duration> round_trips, unsigned percent);

std::string text_of(const PingStatistics& statistics);
std::string text_of(const link::ClockSync::Fit& fit);

}  // namespace dyad::cli
