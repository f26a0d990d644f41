#pragma once

#include <span>

#include "dyad/server/asset.hpp"

namespace dyad::server {

// The pages of src/dashboard/, bundled by the build. The first is "/index.html"; the
// names of the others change with their contents.
std::span<const Asset> dashboard_assets();

}  // namespace dyad::server
