#pragma once

#include <string_view>

#include "dyad/core/result.hpp"
#include "dyad/session/simulated_loop.hpp"

namespace dyad::cli {

// "20", "0.5": times real time, above 0, at most three decimals.
Result<session::Speed> parse_speed(std::string_view text);

}  // namespace dyad::cli
