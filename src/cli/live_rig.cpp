#include "dyad/cli/live_rig.hpp"

#include <utility>

#include "dyad/device/sim_device.hpp"

namespace dyad::cli {

Result<LiveRig> LiveRig::open(const Experiment& experiment, const ClockAnchor& anchor,
                              const Clock& clock) {
  const config::Rig& rig = experiment.rig;
  LiveRig live;
  std::string wrong;
  for (std::size_t i = 0; i < rig.devices.size(); ++i) {
    const auto source = static_cast<SourceIndex>(i);
    if (std::holds_alternative<config::SimDevice>(rig.devices[i].kind)) {
      live.devices_.push_back(
          std::make_unique<device::SimDevice>(rig, source, experiment.seed));
      continue;
    }
    if (std::holds_alternative<config::McuDevice>(rig.devices[i].kind)) {
      wrong += (wrong.empty() ? "" : "\n");
      wrong += "device \"" + rig.devices[i].name +
               "\": mcu devices are opened in a later commit";
      continue;
    }
    auto chip = device::GpioDevice::open(rig, source, anchor, clock);
    if (!chip) {
      wrong += (wrong.empty() ? "" : "\n") + chip.error().text();
      continue;
    }
    live.chips_.emplace_back(source, chip->get());
    live.devices_.push_back(std::move(*chip));
  }
  if (!wrong.empty()) return Error{wrong, ""};
  return live;
}

std::vector<device::Device*> LiveRig::devices() const {
  std::vector<device::Device*> all;
  for (const auto& device : devices_) all.push_back(device.get());
  return all;
}

std::vector<device::GuardedOutputs> LiveRig::guarded_outputs() const {
  std::vector<device::GuardedOutputs> outputs;
  for (const auto& [source, chip] : chips_) {
    if (chip->output_fd() < 0) continue;
    outputs.push_back({source, chip->output_fd(), chip->outputs().size()});
  }
  return outputs;
}

void LiveRig::set_output_watch(device::OutputWatch* watch) {
  for (const auto& [source, chip] : chips_) chip->set_output_watch(watch);
}

}  // namespace dyad::cli
