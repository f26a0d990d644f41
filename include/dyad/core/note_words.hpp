#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dyad/core/enum_names.hpp"

// The words in which the engine tells what it decided.
namespace dyad {

enum class Outcome : std::uint8_t {
  coordinated,
  miss,
  aborted,
  omission,  // nobody responded within the response limit
  error      // a wrong response, or one out of order, ended the trial
};
template <>
struct EnumNames<Outcome> {
  static constexpr std::array<std::string_view, 5> names{
      "coordinated", "miss", "aborted", "omission", "error"};
};
inline constexpr std::size_t kOutcomes = EnumNames<Outcome>::names.size();

// How the engine took a response.
enum class ResponseRole : std::uint8_t {
  first,    // opened the window
  partner,  // another subject, inside the window
  repeat,   // a subject that had already responded in this window
  late,     // charged with the last miss, before the next trial began
  ignored,  // in an ITI or a pause, before initiation, while a reward is given
  wrong,    // at another choice than the target
  early     // before its turn, where the order is prescribed
};
template <>
struct EnumNames<ResponseRole> {
  static constexpr std::array<std::string_view, 7> names{
      "first", "partner", "repeat", "late", "ignored", "wrong", "early"};
};

enum class AmbiguousReason : std::uint8_t {
  boundary,    // |Δt - W| is within the timestamps' uncertainty
  lost_input,  // the device reported lost events
  late_input   // an input came after its place in the order had passed
};
template <>
struct EnumNames<AmbiguousReason> {
  static constexpr std::array<std::string_view, 3> names{"boundary", "lost_input",
                                                         "late_input"};
};

enum class PauseReason : std::uint8_t { operator_request, device_lost };
template <>
struct EnumNames<PauseReason> {
  static constexpr std::array<std::string_view, 2> names{"operator", "device_lost"};
};

enum class EndReason : std::uint8_t {
  duration,
  max_trials,
  operator_request,
  max_rewards,
  max_volume,
  inactivity,
  blocks_done
};
template <>
struct EnumNames<EndReason> {
  static constexpr std::array<std::string_view, 7> names{
      "duration",   "max_trials", "operator",   "max_rewards",
      "max_volume", "inactivity", "blocks_done"};
};

// Why a reward that was earned, or that a person gives, is not given.
enum class WithheldReason : std::uint8_t {
  requirement,  // the unit does not meet the reinforcement's requirement yet
  chance,
  uncollected,  // the last one was not collected
  cap,          // it would bring the subject above its water of the session
  catch_trial,
  ended,  // a pause or the session's end came before it was given
  busy    // a person's last one for this subject still waits for the valve
};
template <>
struct EnumNames<WithheldReason> {
  static constexpr std::array<std::string_view, 7> names{
      "requirement", "chance", "uncollected", "cap", "catch", "ended", "busy"};
};

}  // namespace dyad
