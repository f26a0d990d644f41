#pragma once

#include <functional>

#include "dyad/server/doctor.hpp"
#include "dyad/server/machine.hpp"
#include "dyad/server/router.hpp"

namespace dyad::server {

// GET /doctor. `query` is asked anew each time, on a worker thread: what may be
// measured depends on whether a session runs. The machine outlives the router.
void add_doctor_route(Router& router, const Machine& machine,
                      std::function<DoctorQuery()> query);

}  // namespace dyad::server
