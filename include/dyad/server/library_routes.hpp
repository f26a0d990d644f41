#pragma once

#include <functional>

#include "dyad/config/rig.hpp"
#include "dyad/server/library.hpp"
#include "dyad/server/router.hpp"

namespace dyad::server {

// /schedules and /rigs of docs/control_api.md. `rig` gives the rig in use, to which
// schedules are held; called on worker threads. Library and rig outlive the router.
void add_library_routes(Router& router, Library& library,
                        std::function<config::Rig()> rig);

}  // namespace dyad::server
