#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/time.hpp"

// The lines of a board with dyad's firmware, and the limits compiled into it. A rig
// file is judged without the firmware's headers, so they stand here once more; where
// both are seen, in device/, they are held to each other.
namespace dyad::config {

inline constexpr unsigned kMcuInputs = 6;   // in0..in5
inline constexpr unsigned kMcuOutputs = 8;  // out0..out7
// out0..out3: the board itself limits how long these are on.
inline constexpr unsigned kMcuValveOutputs = 4;
inline constexpr Duration kMcuMaxOpen = Duration::from_ms(2'000);  // one pulse
inline constexpr std::size_t kMcuReflexSubjects = 4;  // that a board can decide for
inline constexpr Duration kMcuBudgetOpen = Duration::from_s(12);  // in any 60 s

// What may do harm while it is on stands where the board limits it.
constexpr bool needs_mcu_limits(ChannelKind kind) {
  return kind == ChannelKind::reward_valve || kind == ChannelKind::laser_gate;
}

// The lines that a channel of this kind may be on: "in0", "in1", ...
std::vector<std::string> mcu_line_names(ChannelKind kind);

// The number of an input ("in3": 3) or of an output. None for any other line.
std::optional<unsigned> mcu_line_number(const Line& line, bool output);

}  // namespace dyad::config
