#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dyad/core/enum_names.hpp"
#include "dyad/core/note.hpp"
#include "dyad/core/time.hpp"

// A trial schedule, validated. The format is docs/schedule.md.
namespace dyad::config {

// Who is rewarded. Coordination is decided and logged the same way under each.
enum class Contingency : std::uint8_t {
  coordinated,  // every subject, when the last of them responds in the window
  individual    // each subject on its own first response of the trial (solo shaping)
};

enum class RepeatResponse : std::uint8_t { ignore, restart_window };
enum class LateResponse : std::uint8_t { drop, open_next_trial };

// A fixed time (low == high) or a uniform draw, both ends included, in whole µs.
struct Interval {
  Duration low;
  Duration high;
  bool operator==(const Interval&) const = default;
};

// What an output can be bound to.
enum class TaskEvent : std::uint8_t {
  session_start,
  trial_start,
  window_open,
  coordinated,
  miss,
  iti_start,
  session_end
};

// Pulses a channel of the rig, by name, whenever the event happens.
struct OutputBinding {
  TaskEvent at = TaskEvent::trial_start;
  std::string channel;
  Duration pulse;
  bool operator==(const OutputBinding&) const = default;
};

struct Stage {
  std::string name;
  std::optional<unsigned> sessions;  // how many before the next stage; none: stays
  Contingency contingency = Contingency::coordinated;
  Duration window;
  RepeatResponse repeat_response = RepeatResponse::ignore;
  LateResponse late_response = LateResponse::drop;
  std::uint32_t reward_nl = 0;           // per subject and reward
  std::array<Interval, 3> iti;           // by Outcome
  std::vector<OutputBinding> outputs;
  bool operator==(const Stage&) const = default;
};

struct Schedule {
  std::string name;
  std::string citation;
  std::string notes;
  Duration duration;                      // of a session
  std::optional<unsigned> max_trials;     // none: until the duration is over
  std::vector<Stage> stages;              // >= 1
  bool operator==(const Schedule&) const = default;
};

}  // namespace dyad::config

namespace dyad {
template <>
struct EnumNames<config::Contingency> {
  static constexpr std::array<std::string_view, 2> names{"coordinated", "individual"};
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
struct EnumNames<config::TaskEvent> {
  static constexpr std::array<std::string_view, 7> names{
      "session_start", "trial_start", "window_open", "coordinated",
      "miss",          "iti_start",   "session_end"};
};
}  // namespace dyad
