#pragma once

#include <functional>

#include "dyad/config/rig.hpp"
#include "dyad/server/hardware.hpp"
#include "dyad/server/router.hpp"

namespace dyad::server {

// Everything under /hardware of docs/control_api.md. `rig` gives the rig in use, its
// calibrations applied; it and the hardware outlive the router.
void add_hardware_routes(Router& router, Hardware& hardware,
                         std::function<config::Rig()> rig);

}  // namespace dyad::server
