#pragma once

#include <functional>

#include "dyad/config/rig.hpp"
#include "dyad/server/calibration_store.hpp"
#include "dyad/server/router.hpp"

namespace dyad::server {

// /calibrations of docs/control_api.md. `rig` gives the rig in use, its calibrations
// applied; called on worker threads. The store outlives the router.
void add_calibration_routes(Router& router, const CalibrationStore& store,
                            std::function<config::Rig()> rig);

}  // namespace dyad::server
