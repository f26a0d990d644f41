#include "water.hpp"

#include <cmath>

namespace dyad::server {
namespace {

constexpr double kMost_ul = 1000.0;

}  // namespace

std::optional<std::uint32_t> read_volume_nl(Body& body, Body::Need need) {
  const Body::Json& volume = body.any("volume_ul", need);
  if (volume.is_null()) return std::nullopt;
  if (!volume.is_number() || !(volume.get<double>() > 0.0) ||
      volume.get<double>() > kMost_ul) {
    body.refuse("/volume_ul", "must be a number of µl above 0, at most 1000");
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(std::llround(volume.get<double>() * 1000.0));
}

std::optional<Water> water_from(const config::Channel& valve, std::uint32_t volume_nl,
                                Body& body) {
  const auto open = config::open_time_for(valve.valve, volume_nl);
  if (open && *open <= valve.valve.max_open && *open > Duration()) {
    return Water{volume_nl, *open};
  }
  body.refuse("/volume_ul", "is outside of what the calibration of '" + valve.name +
                                "' covers; give less, or calibrate the valve for "
                                "longer pulses");
  return std::nullopt;
}

}  // namespace dyad::server
