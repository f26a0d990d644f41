#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dyad/cli/experiment.hpp"
#include "dyad/core/clock.hpp"
#include "dyad/core/result.hpp"
#include "dyad/device/device.hpp"
#include "dyad/device/gpio_device.hpp"
#include "dyad/device/mcu_device.hpp"
#include "dyad/device/partner_device.hpp"
#include "dyad/device/sim_device.hpp"
#include "dyad/device/valve_guard.hpp"

namespace dyad::cli {

// The opened devices of a rig with real lines. Rig, experiment and clock outlive it.
class LiveRig {
 public:
  // The error lists what is wrong with every device.
  static Result<LiveRig> open(const Experiment& experiment, const ClockAnchor& anchor,
                              const Clock& clock);
  // The rig alone, of which simulated devices may be a part: with mice on those seats.
  static Result<LiveRig> open(const config::Rig& rig, std::uint64_t seed,
                              device::SimDevice::Seats seats, const ClockAnchor& anchor,
                              const Clock& clock);

  // How long before session time 0 the devices of a rig must be opened: boards need a
  // moment to start and to tell their clock.
  static Duration lead(const config::Rig& rig);

  // Runs the devices, without a session, until every board is ready, and not before
  // `at`. The error says what each of those waits for that are not.
  Status get_ready(const Clock& clock, Time at);

  // In the rig's order, and then the automated partners, if any.
  std::vector<device::Device*> devices() const;

  // The lines that the valve guard is to hold, and the guard told of their use.
  std::vector<device::GuardedOutputs> guarded_outputs() const;
  void set_output_watch(device::OutputWatch* watch);

 private:
  LiveRig() = default;
  Status open_device(const config::Rig& rig, SourceIndex source,
                     const std::function<std::unique_ptr<device::Device>()>& simulated,
                     const ClockAnchor& anchor, const Clock& clock);
  void poll_all(Time now);
  void wait_for_bytes() const;
  bool all_ready() const;
  bool hopeless() const;
  Error what_is_missing() const;

  std::vector<std::unique_ptr<device::Device>> devices_;
  // Apart from the others: before the session there is nothing it could do.
  std::unique_ptr<device::PartnerDevice> partners_;
  // Those of devices_ that are GPIO chips, with their place in the rig.
  std::vector<std::pair<SourceIndex, device::GpioDevice*>> chips_;
  // Those that are microcontrollers.
  struct Board {
    std::string name;
    device::McuDevice* device;

    // Why waiting for it does not help.
    std::optional<Error> cannot_start() const;
  };
  std::vector<Board> boards_;
};

}  // namespace dyad::cli
