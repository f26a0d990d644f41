#pragma once

#include "dyad/cli/exit_code.hpp"
#include "dyad/core/result.hpp"

namespace dyad::cli {

// Says on standard error what went wrong and what to do; returns the exit code.
int fail(const Error& error, int exit_code = kOperatingError);

}  // namespace dyad::cli
