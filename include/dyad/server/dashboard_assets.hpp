#pragma once

#include <span>

#include "dyad/server/asset.hpp"

namespace dyad::server {

// The pages of src/dashboard/, bundled by the build. The first is the page itself,
// which changes with every build; all others are immutable.
std::span<const Asset> dashboard_assets();

}  // namespace dyad::server
