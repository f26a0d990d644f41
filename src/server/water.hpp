#pragma once

#include <cstdint>
#include <optional>

#include "dyad/config/rig.hpp"
#include "dyad/server/body.hpp"
#include "dyad/server/supervisor.hpp"

namespace dyad::server {

// The member `volume_ul`; none where it is absent or refused.
std::optional<std::uint32_t> read_volume_nl(Body& body, Body::Need need);

// That much water by the valve's calibration. None where the valve's table does not
// cover it, which the body then refuses.
std::optional<Water> water_from(const config::Channel& valve, std::uint32_t volume_nl,
                                Body& body);

}  // namespace dyad::server
