#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "dyad/core/enum_names.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad {

enum class FaultKind : std::uint8_t {
  events_lost,  // a gap in a line's sequence numbers
  late_input,   // an input older than what was already released
  device_lost,
  device_back,       // after device_lost or link_lost
  link_lost,         // a board does not answer; it may live on, and be backfilled
  board_reset,       // a board restarted: from the fault's time to the device_back
                     // after it nothing is known of its lines
  board_safe,        // a board closed its valves by itself, and stays closed
  reflex_mismatch,   // board and engine decided one trial differently
  actuation_failed,  // a device could not carry out a command
  valve_limit,       // a pulse over the cap, or the rolling budget is spent
  guard_lost,        // the valve guard died or does not answer
  guard_acted,       // the guard closed valves because the daemon stalled
  log_full,          // the log can take no more: disk full, or the ring overran
  daemon_died        // the session's process died, says the guard; or the daemon that
                     // started it did, says the session
};
template <>
struct EnumNames<FaultKind> {
  static constexpr std::array<std::string_view, 14> names{
      "events_lost",      "late_input",  "device_lost", "device_back",
      "link_lost",        "board_reset", "board_safe",  "reflex_mismatch",
      "actuation_failed", "valve_limit", "guard_lost",  "guard_acted",
      "log_full",         "daemon_died"};
};

// Something went wrong. Always logged, always shown.
struct Fault {
  Time time;
  FaultKind kind = FaultKind::device_lost;
  SourceIndex source = kNoSource;
  ChannelIndex channel = kNoChannel;
  std::uint64_t count = 0;  // of events_lost: how many
  std::string message;      // what happened and what to do, for a person

  bool operator==(const Fault&) const = default;
};

}  // namespace dyad
