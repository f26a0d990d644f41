#include "dyad/config/rig.hpp"

#include <algorithm>

#include "dyad/core/assert.hpp"

namespace dyad::config {

bool Rig::simulated() const {
  return std::all_of(devices.begin(), devices.end(), [](const Device& device) {
    return std::holds_alternative<SimDevice>(device.kind);
  });
}

std::optional<ChannelIndex> Rig::find_channel(std::string_view channel_name) const {
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (channels[i].name == channel_name) return static_cast<ChannelIndex>(i);
  }
  return std::nullopt;
}

ChannelIndex Rig::reward_valve_of(SubjectIndex subject) const {
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (channels[i].kind == ChannelKind::reward_valve &&
        channels[i].subject == subject) {
      return static_cast<ChannelIndex>(i);
    }
  }
  DYAD_ASSERT(false, "a validated rig has a reward valve for every seat");
  return kNoChannel;
}

std::optional<Duration> open_time_for(const Valve& valve, std::uint32_t volume_nl) {
  CalibrationPoint below;
  for (const CalibrationPoint& above : valve.calibration) {
    if (volume_nl > above.volume_nl) {
      below = above;
      continue;
    }
    const std::int64_t rise_us = (above.open - below.open).us();
    const std::int64_t rise_nl = std::int64_t{above.volume_nl} - below.volume_nl;
    const std::int64_t part_nl = std::int64_t{volume_nl} - below.volume_nl;
    const std::int64_t part_us = (2 * rise_us * part_nl + rise_nl) / (2 * rise_nl);
    return below.open + Duration::from_us(part_us);
  }
  return std::nullopt;
}

}  // namespace dyad::config
