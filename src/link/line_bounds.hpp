#pragma once

#include <cstdint>
#include <span>

namespace dyad::link {

// A slope without a unit, in parts of 2^30: 1 is just below 1 ppb.
using Rate = std::int64_t;
constexpr unsigned kRateBits = 30;

// low <= a + rate * distance <= high. So that sums fit 64 bits: distances within
// 2^37 ns (2 min), lows and highs within 2^31 ns (2 s).
struct LineConstraint {
  std::int64_t distance_ns = 0;
  std::int64_t low_ns = 0;
  std::int64_t high_ns = 0;
};

// All lines that meet some constraints: how low and how high they pass at distance 0,
// and how steep they are. Exact to the rounding of a rate to 2^-30.
struct LineBounds {
  std::int64_t low_ns = 0;
  std::int64_t high_ns = 0;
  Rate rate_low = 0;
  Rate rate_high = 0;
  // Above 0: no line meets them all, by so much; the rest means nothing.
  std::int64_t shortfall_ns = 0;
};

// Among rates from -rate_limit to +rate_limit, which is below 2^23. There is at least
// one constraint.
LineBounds line_bounds(std::span<const LineConstraint> constraints, Rate rate_limit);

}  // namespace dyad::link
