#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/config/schedule.hpp"
#include "dyad/core/enum_names.hpp"

// How a pair gets from stage to stage. The rules are docs/schedule.md, "Progress".
namespace dyad::analysis {

// One earlier session, as its log tells it.
struct PastSession {
  std::string log;  // its path
  // The logs that continued it after an interruption: with them it is one session.
  std::vector<std::string> continued_in{};
  std::int64_t began_utc_us = 0;
  std::string stage;           // the name of the stage that it ran
  bool other_version = false;  // the stage or the session's limits read otherwise now
  std::string ended_by;        // the end record's reason; empty: there is none
  std::string not_planned;     // why the session does not count; empty: it may
  std::uint32_t trials = 0;    // that began
  std::uint32_t ambiguous = 0;
  // Of each decided trial in order: whether it was coordinated. Aborted trials and
  // catch trials are left out.
  std::vector<bool> coordinated{};
  bool operator==(const PastSession&) const = default;
};

struct Success {
  std::uint64_t coordinated = 0;
  std::uint64_t decided = 0;
  // In thousandths, rounded down; none where nothing was decided.
  std::optional<std::uint32_t> permille() const;
  bool operator==(const Success&) const = default;
};

enum class Move : std::uint8_t { stay, advance, go_back };

// What one session came to.
struct JudgedSession {
  std::optional<std::size_t> stage{};  // in the schedule now; none: no such name
  bool counts = false;
  std::string why_not{};      // where it does not count
  std::size_t due_stage = 0;  // when it began
  Success success{};          // over all of its decided trials
  // Over the trials that the stage's criterion looks at; none where the stage has no
  // such criterion or the session too few trials for it.
  std::optional<Success> for_advance{};
  std::optional<Success> for_go_back{};
  bool reached = false;     // advance
  bool fell_below = false;  // go_back
  Move move = Move::stay;   // that it led to, together with those before it
};

struct Progress {
  std::vector<JudgedSession> sessions;  // one for each past one
  std::size_t next_stage = 0;
  std::string reason;  // why that stage, for the user: one sentence, no full stop
};

// The sessions of one pair in the order in which they began.
Progress follow_progress(const config::Schedule& schedule,
                         const std::vector<PastSession>& sessions);

// "75 %", "62.5 %".
std::string percent_text(std::uint32_t permille);

}  // namespace dyad::analysis

namespace dyad {
template <>
struct EnumNames<analysis::Move> {
  static constexpr std::array<std::string_view, 3> names{"stay", "advance", "go_back"};
};
}  // namespace dyad
