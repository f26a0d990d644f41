#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/device/device.hpp"

namespace dyad::cli {

// How the rig's devices do, as in GET /status: docs/control_api.md. Devices in the
// rig's order; those beyond it (automated partners) are left out.
nlohmann::ordered_json device_status_json(const config::Rig& rig,
                                          const std::vector<device::Device*>& devices);

}  // namespace dyad::cli
