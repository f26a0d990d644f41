#pragma once

#include "dyad/config/interval.hpp"
#include "dyad/core/random.hpp"
#include "dyad/core/time.hpp"

namespace dyad::config {

// A time as the interval says. What has nothing to choose from draws nothing: a
// uniform one with low == high, a list of one. Of a valid interval.
Duration draw(const Interval& interval, Random& random);

}  // namespace dyad::config
