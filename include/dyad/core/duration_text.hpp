#pragma once

#include <string>
#include <string_view>

#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"

namespace dyad {

// A time as a person writes it on the command line: 250us, 500ms, 1.5s, 30min, 2h.
// Exact: what is not a whole number of microseconds, or has no unit, is an error.
Result<Duration> parse_duration(std::string_view text);

// The same in the largest unit that gives a whole number: 1500ms, 30min, 0s.
std::string duration_text(Duration duration);

}  // namespace dyad
