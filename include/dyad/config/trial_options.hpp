#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "dyad/core/enum_names.hpp"

// The named options of a trial. What each means is docs/schedule.md.
namespace dyad::config {

enum class InitiationKind : std::uint8_t { free, cue, zones, poke };
enum class ResponseKind : std::uint8_t { onset, held, overlap };
enum class TargetKind : std::uint8_t { fixed, random, alternating, none };
enum class AfterFailure : std::uint8_t { next, same, opposite };
enum class WrongResponse : std::uint8_t { ignore, end_trial };
enum class RepeatResponse : std::uint8_t { ignore, restart_window };
enum class LateResponse : std::uint8_t { drop, open_next_trial };
enum class Violation : std::uint8_t { ignore, end_trial };

// Who is rewarded. Coordination is decided and logged the same way under each.
enum class Contingency : std::uint8_t {
  coordinated,  // every responder, when the last of them responds in the window
  first_only,   // then the first of them only
  last_only,    // then the last of them only
  in_turn,      // then one subject, in turn
  individual,   // each subject on its own first response of the trial (solo shaping)
  either,       // everybody, on the trial's first response
  altruistic,   // its partner, on a subject's first response of the trial
  matrix        // by the joint choice, when coordinated or missed
};

// Whether rewards are earned at the outcome, and not by single responses.
constexpr bool pays_at_outcome(Contingency contingency) {
  return contingency <= Contingency::in_turn || contingency == Contingency::matrix;
}
// Whether rewards are earned by coordinated units, which can be counted.
constexpr bool pays_units(Contingency contingency) {
  return contingency <= Contingency::in_turn;
}

}  // namespace dyad::config

namespace dyad {
template <>
struct EnumNames<config::InitiationKind> {
  static constexpr std::array<std::string_view, 4> names{"free", "cue", "zones",
                                                         "poke"};
};
template <>
struct EnumNames<config::ResponseKind> {
  static constexpr std::array<std::string_view, 3> names{"onset", "held", "overlap"};
};
// `none` is the member's absence.
template <>
struct EnumNames<config::TargetKind> {
  static constexpr std::array<std::string_view, 3> names{"fixed", "random",
                                                         "alternating"};
};
template <>
struct EnumNames<config::AfterFailure> {
  static constexpr std::array<std::string_view, 3> names{"next", "same", "opposite"};
};
template <>
struct EnumNames<config::WrongResponse> {
  static constexpr std::array<std::string_view, 2> names{"ignore", "end_trial"};
};
template <>
struct EnumNames<config::RepeatResponse> {
  static constexpr std::array<std::string_view, 2> names{"ignore", "restart_window"};
};
template <>
struct EnumNames<config::LateResponse> {
  static constexpr std::array<std::string_view, 2> names{"drop", "open_next_trial"};
};
template <>
struct EnumNames<config::Violation> {
  static constexpr std::array<std::string_view, 2> names{"ignore", "end_trial"};
};
template <>
struct EnumNames<config::Contingency> {
  static constexpr std::array<std::string_view, 8> names{
      "coordinated", "first_only", "last_only",  "in_turn",
      "individual",  "either",     "altruistic", "matrix"};
};
}  // namespace dyad
