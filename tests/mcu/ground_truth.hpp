#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mcu/board_session.hpp"

namespace dyad::mcu_test {

// What truly happened at one input: its edges as the debouncer's contract has them,
// decided from the times at which the test moved the line.
struct TrueEdge {
  std::int64_t us = 0;  // session time
  ChannelIndex channel = 0;
  bool active = false;
};

// A stretch of which the log says that nothing is known.
struct Gap {
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;
};

// Pokes of one mouse at random, each with a bouncing onset and release, until `end_us`.
// Schedules them on the board and yields the debounced edges.
std::vector<TrueEdge> random_pokes(BoardSession& run, unsigned input,
                                   std::int64_t end_us, std::uint64_t seed);

// From each board_reset to the device_back after it.
std::vector<Gap> gaps(BoardSession& run);

// Everything that is wrong, one line each; empty where every true edge is in the log
// once, within its stated uncertainty, or lies in a gap, and no other edge is there.
std::vector<std::string> edge_mistakes(BoardSession& run,
                                       const std::vector<TrueEdge>& truth);

// The same for pulses: every reward that is `done` or `cut` has one pulse on its pin,
// as long as stated ± 20 µs; no pulse belongs to two rewards, or to none.
std::vector<std::string> reward_mistakes(BoardSession& run);

}  // namespace dyad::mcu_test
