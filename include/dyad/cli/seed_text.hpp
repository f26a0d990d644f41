#pragma once

#include <cstdint>
#include <string>

#include "dyad/core/result.hpp"

namespace dyad::cli {

// What --seed says. Not left to the command-line library, which takes -1 and numbers
// too large for another seed than the one written.
Result<std::uint64_t> parse_seed(const std::string& text);

}  // namespace dyad::cli
