#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dyad/core/enum_names.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad {

enum class BoardVerdict : std::uint8_t {
  coordinated,  // it opened the valves at once
  miss,
  disarmed  // it was told to leave the trial alone
};
template <>
struct EnumNames<BoardVerdict> {
  static constexpr std::array<std::string_view, 3> names{"coordinated", "miss",
                                                         "disarmed"};
};

// How a board with a reflex decided a trial by itself. The engine decides the same
// trial from the same stamps; its outcome is the one that counts.
struct BoardDecision {
  SourceIndex source = kNoSource;
  TrialNumber trial = 0;
  BoardVerdict verdict = BoardVerdict::miss;
  Time time;  // of the last response it took into account
  std::optional<Time>
      first;  // of the response that opened the window; none: there was none

  bool operator==(const BoardDecision&) const = default;
};

}  // namespace dyad
