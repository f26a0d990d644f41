#pragma once

#include <string>
#include <vector>

#include "dyad/core/result.hpp"

namespace dyad::cli {

// Runs a program found on PATH to its end, with this one's own input and outputs.
// Yields its exit code, 128 + N where signal N ended it. The error: there is none of
// that name, or it cannot be started; its remedy is the caller's.
Result<int> run_program(const std::string& name, std::vector<std::string> arguments);

}  // namespace dyad::cli
