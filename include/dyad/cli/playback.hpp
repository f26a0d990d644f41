#pragma once

#include <cstddef>
#include <vector>

#include "dyad/config/document.hpp"
#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"
#include "dyad/device/partner_device.hpp"

namespace dyad::cli {

// What the stage's partners of kind playback repeat, read from the logs they name.
// docs/schedule.md, "Partners". Each wrong name is a problem.
std::vector<device::PlayedEdge> read_playback(const config::Rig& rig,
                                              const config::Schedule& schedule,
                                              const config::Document& document,
                                              std::size_t stage,
                                              config::Problems& problems);

}  // namespace dyad::cli
