#pragma once

#include <string>

#include "dyad/cli/daemon.hpp"
#include "dyad/core/result.hpp"

namespace dyad::cli {

// The number of --volume, its digits as they were typed: 2.5 stays 2.5.
Result<Json> parse_volume(const std::string& text);

}  // namespace dyad::cli
