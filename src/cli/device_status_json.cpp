#include "dyad/cli/device_status_json.hpp"

#include <algorithm>

namespace dyad::cli {
namespace {

using Json = nlohmann::ordered_json;

const char* kind_of(const config::Device& device) {
  if (std::holds_alternative<config::GpioDevice>(device.kind)) return "gpio";
  if (std::holds_alternative<config::McuDevice>(device.kind)) return "mcu";
  return "sim";
}

Json link_of(const std::optional<device::LinkHealth>& health) {
  if (!health) return nullptr;
  return {{"connected", health->connected},
          {"retransmits", health->retransmits},
          {"crc_errors", health->crc_errors},
          {"lost_events", health->lost_events}};
}

Json clock_of(const std::optional<device::LinkHealth>& health) {
  if (!health || !health->clock) return nullptr;
  constexpr double kPpbInPpm = 1000;
  return {{"uncertainty_us", health->clock->uncertainty.us()},
          {"drift_ppm", static_cast<double>(health->clock->deviation_ppb) / kPpbInPpm}};
}

}  // namespace

Json device_status_json(const config::Rig& rig,
                        const std::vector<device::Device*>& devices) {
  Json all = Json::array();
  for (std::size_t i = 0; i < std::min(rig.devices.size(), devices.size()); ++i) {
    const auto health = devices[i]->link_health();
    all.push_back({{"name", rig.devices[i].name},
                   {"kind", kind_of(rig.devices[i])},
                   {"lost", devices[i]->lost()},
                   {"link", link_of(health)},
                   {"clock", clock_of(health)}});
  }
  return all;
}

}  // namespace dyad::cli
