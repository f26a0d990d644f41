#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/config/stage.hpp"
#include "dyad/device/device.hpp"
#include "dyad/device/partner_device.hpp"

namespace dyad::cli {

// The devices of a session of this stage on a simulated rig: the rig's own, on which
// only the mice of live seats act, and that of the automated partners, if any. Rig
// and stage outlive them.
std::vector<std::unique_ptr<device::Device>> simulated_devices(
    const config::Rig& rig, const config::Stage& stage, std::uint64_t seed,
    const std::vector<device::PlayedEdge>& playback);

}  // namespace dyad::cli
