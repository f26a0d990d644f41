#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dyad/config/rig_device.hpp"
#include "dyad/core/enum_names.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

// A rig file, validated: every index is in range, every name resolved. The
// format is docs/rig_config.md.
namespace dyad::config {

enum class ChannelKind : std::uint8_t {
  // inputs
  poke,
  lever,
  zone,
  lick,
  frame,
  generic_input,
  // outputs
  reward_valve,
  cue_light,
  tone,
  sync_ttl,
  laser_gate
};

constexpr bool is_operandum(ChannelKind kind) {
  return kind == ChannelKind::poke || kind == ChannelKind::lever;
}
constexpr bool is_output(ChannelKind kind) { return kind >= ChannelKind::reward_valve; }

enum class Bias : std::uint8_t { as_is, disabled, pull_up, pull_down };

struct Debounce {
  Duration confirm;  // C: the level must hold this long
  Duration lockout;  // L: nothing is reported for this long after a confirmation
  bool operator==(const Debounce&) const = default;
};

// One row of a valve's calibration table.
struct CalibrationPoint {
  Duration open;
  std::uint32_t volume_nl = 0;
  bool operator==(const CalibrationPoint&) const = default;
};

struct Valve {
  std::vector<CalibrationPoint> calibration;  // >= 1 rows, both columns rising
  Duration max_open;                          // cap of one pulse
  Duration budget_open;                       // most open time in any 60 s
  // The record that the table comes from, 20261124T100405Z; empty: none is named.
  std::string calibration_record{};
  bool operator==(const Valve&) const = default;
};

// A line by name or by offset on its chip; unused by the sim device.
using Line = std::variant<std::monostate, std::string, unsigned>;

struct Channel {
  std::string name;
  ChannelKind kind = ChannelKind::generic_input;
  SubjectIndex subject = kNoSubject;  // seat, where the channel has one
  SourceIndex device = 0;
  Line line;
  bool active_low = false;
  Bias bias = Bias::as_is;
  Debounce debounce;           // inputs
  bool log_raw_edges = false;  // inputs
  Valve valve;                 // reward valves
  bool operator==(const Channel&) const = default;
};

struct Rig {
  std::string name;
  std::vector<std::string> seats;  // one a subject, >= 2
  std::vector<Device> devices;
  std::vector<Channel> channels;
  std::optional<std::uint32_t> calibration_max_age_days{};  // none: any age will do

  std::size_t subject_count() const { return seats.size(); }
  bool simulated() const;  // every device is a sim device
  std::optional<ChannelIndex> find_channel(std::string_view name) const;
  // The reward valve of a seat; a validated rig has exactly one for each.
  ChannelIndex reward_valve_of(SubjectIndex subject) const;

  bool operator==(const Rig&) const = default;
};

// Open time for a volume, linear between the table's rows, and from the origin
// to the first row; none above the last row. Integer arithmetic, rounded to the
// nearest µs.
std::optional<Duration> open_time_for(const Valve& valve, std::uint32_t volume_nl);

}  // namespace dyad::config

namespace dyad {
template <>
struct EnumNames<config::ChannelKind> {
  static constexpr std::array<std::string_view, 11> names{
      "poke",         "lever",     "zone", "lick",     "frame",     "generic",
      "reward_valve", "cue_light", "tone", "sync_ttl", "laser_gate"};
};
template <>
struct EnumNames<config::Bias> {
  static constexpr std::array<std::string_view, 4> names{"as_is", "disabled", "pull_up",
                                                         "pull_down"};
};
}  // namespace dyad
