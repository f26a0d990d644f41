#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "dyad/core/board_decision.hpp"
#include "dyad/core/channel_counts.hpp"
#include "dyad/core/clock_sample.hpp"
#include "dyad/core/command.hpp"
#include "dyad/core/fault.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/note.hpp"

namespace dyad::log {

using dyad::ChannelCounts;

// A debounced edge that came after its place in the order had been decided. The
// engine was not fed it.
struct UnfedEdge {
  Input edge;
  bool operator==(const UnfedEdge&) const = default;
};

// The last record of a session that ended in an orderly way.
struct End {
  Time time;
  std::string reason;  // an EndReason's text, or what cut the session short
  std::vector<ChannelCounts> channels;
  bool operator==(const End&) const = default;
};

// Everything a log holds after its header. The line's sequence number is given
// by the writer and read by the reader.
using Record = std::variant<Input, Note, Command, Actuation, RawEdge, UnfedEdge,
                            ClockSample, BoardDecision, Fault, End>;

Time time_of(const Record& record);

}  // namespace dyad::log
