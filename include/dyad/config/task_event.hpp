#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "dyad/core/enum_names.hpp"
#include "dyad/core/time.hpp"

namespace dyad::config {

// What an output can be bound to.
enum class TaskEvent : std::uint8_t {
  session_start,
  trial_start,
  initiated,  // the trial can be responded to
  window_open,
  response,  // one that counts: first, partner or repeat
  coordinated,
  miss,
  omission,
  error,
  aborted,
  reward,  // the first pulse of a reward
  iti_start,
  session_end
};

// A trial's number as a row of pulses: one bit on, one off, then its lowest bits,
// the lowest first, on for 1.
struct Barcode {
  unsigned bits = 0;  // 0: no barcode
  Duration bit;
  bool operator==(const Barcode&) const = default;
};

// Pulses a channel of the rig, by name, whenever the event happens.
struct OutputBinding {
  TaskEvent at = TaskEvent::trial_start;
  std::string channel;
  Duration pulse;
  Barcode barcode{};      // in place of a pulse
  std::string subject{};  // of response and reward: this seat's only; empty: any
  std::string target{};   // only in trials with this target; empty: in all
  bool operator==(const OutputBinding&) const = default;
};

}  // namespace dyad::config

namespace dyad {
template <>
struct EnumNames<config::TaskEvent> {
  static constexpr std::array<std::string_view, 13> names{
      "session_start", "trial_start", "initiated",  "window_open", "response",
      "coordinated",   "miss",        "omission",   "error",       "aborted",
      "reward",        "iti_start",   "session_end"};
};
}  // namespace dyad
