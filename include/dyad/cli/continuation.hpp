#pragma once

#include <string>

#include "dyad/analysis/interrupted.hpp"
#include "dyad/core/result.hpp"

namespace dyad::cli {

// What is left of the session of this log: its schedule lasts as long as that.
// Completes and closes the log first, where its session died.
Result<analysis::Remainder> take_up(const std::string& log_path);

}  // namespace dyad::cli
