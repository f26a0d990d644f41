#pragma once

#include "dyad/config/document.hpp"
#include "dyad/core/time.hpp"

namespace dyad::cli {

// Exact: 500, or 500.25, as it would stand in a schedule file. Not of a negative one.
config::Json milliseconds_json(Duration duration);

}  // namespace dyad::cli
