#include "dyad/cli/simulated_devices.hpp"

#include "dyad/device/sim_device.hpp"

namespace dyad::cli {

std::vector<std::unique_ptr<device::Device>> simulated_devices(
    const config::Rig& rig, const config::Stage& stage, std::uint64_t seed,
    const std::vector<device::PlayedEdge>& playback) {
  std::vector<std::unique_ptr<device::Device>> devices;
  for (std::size_t i = 0; i < rig.devices.size(); ++i) {
    devices.push_back(std::make_unique<device::SimDevice>(
        rig, static_cast<SourceIndex>(i), seed, device::live_seats(rig, stage)));
  }
  if (device::PartnerDevice::wanted(stage)) {
    devices.push_back(
        std::make_unique<device::PartnerDevice>(rig, stage, seed, playback));
  }
  return devices;
}

}  // namespace dyad::cli
