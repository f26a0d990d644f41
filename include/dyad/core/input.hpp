#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <tuple>

#include "dyad/core/enum_names.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad {

// The order of the values is the order of inputs at one instant: a response
// exactly at a deadline is in time.
enum class InputKind : std::uint8_t { edge, operator_action, deadline };
template <>
struct EnumNames<InputKind> {
  static constexpr std::array<std::string_view, 3> names{"edge", "operator",
                                                         "deadline"};
};

// What a person, or the session on behalf of a device, tells the engine.
enum class OperatorAction : std::uint8_t {
  start,            // the session begins; the first input of every log
  pause,            // the trial is aborted; nothing is decided until `resume`
  resume,           // go on, with the ITI of an aborted trial
  end,              // the session ends now
  device_lost,      // as pause: a device is missing; said again, changes nothing
  device_back,      // as resume: every device is there
  mark_lost_input,  // inputs were lost: this trial cannot be trusted
  mark_late_input,  // an input came too late to be decided: nor can this one
  give_reward       // water for one subject, whatever it has earned
};
template <>
struct EnumNames<OperatorAction> {
  static constexpr std::array<std::string_view, 9> names{
      "start",       "pause",           "resume",          "end",        "device_lost",
      "device_back", "mark_lost_input", "mark_late_input", "give_reward"};
};

// One thing that happened, as it is fed to the engine and as it is logged.
struct Input {
  Time time;
  InputKind kind = InputKind::edge;
  SourceIndex source = kNoSource;  // the device; kNoSource for operator and deadline
  std::uint64_t sequence = 0;      // rises by at least 1 within a source

  // Of an edge only:
  ChannelIndex channel = kNoChannel;
  bool active = false;      // true: onset of the response; false: its release
  bool reconciled = false;  // found at the end of a lock-out, see debouncer.h
  Duration uncertainty;     // |true time - time| is at most this

  // Of an operator action only:
  OperatorAction action = OperatorAction::start;

  // Of give_reward only. How long the valve is open is in it, so that the log says the
  // same whatever becomes of the calibration.
  SubjectIndex subject = kNoSubject;
  std::uint32_t volume_nl = 0;
  Duration open;

  bool operator==(const Input&) const = default;
};

// The total order in which inputs reach the engine. Only the start stands outside
// it: it is the first, even with an edge at its instant.
inline std::strong_ordering input_order(const Input& a, const Input& b) {
  return std::tie(a.time, a.kind, a.source, a.sequence) <=>
         std::tie(b.time, b.kind, b.source, b.sequence);
}

// An undebounced edge, for the log only.
struct RawEdge {
  Time time;
  ChannelIndex channel = kNoChannel;
  bool active = false;

  bool operator==(const RawEdge&) const = default;
};

}  // namespace dyad
