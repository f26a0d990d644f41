#include "line_bounds.hpp"

#include <limits>

namespace dyad::link {
namespace {

// Heights are in ns * 2^30, slopes in ns: no division, and every product is exact.
struct Height {
  std::int64_t value;
  std::int64_t slope;  // of the value, per unit of rate
};

// A line of rate r meets the constraints if at distance 0 it lies between floor(r),
// which is convex, and ceiling(r), which is concave.
class Strip {
 public:
  explicit Strip(std::span<const LineConstraint> constraints)
      : constraints_(constraints) {}

  Height ceiling(Rate rate) const {
    Height lowest{std::numeric_limits<std::int64_t>::max(), 0};
    for (const LineConstraint& c : constraints_) {
      const std::int64_t value = c.high_ns * kOne - rate * c.distance_ns;
      if (value < lowest.value) lowest = {value, -c.distance_ns};
    }
    return lowest;
  }

  Height floor(Rate rate) const {
    Height highest{std::numeric_limits<std::int64_t>::min(), 0};
    for (const LineConstraint& c : constraints_) {
      const std::int64_t value = c.low_ns * kOne - rate * c.distance_ns;
      if (value > highest.value) highest = {value, -c.distance_ns};
    }
    return highest;
  }

  Height room(Rate rate) const {
    const Height top = ceiling(rate);
    const Height bottom = floor(rate);
    return {top.value - bottom.value, top.slope - bottom.slope};
  }

  static constexpr std::int64_t kOne = 1LL << kRateBits;

 private:
  std::span<const LineConstraint> constraints_;
};

// The first rate for which it is true, `last` if there is none before. Once true it
// stays true.
template <typename Condition>
Rate first_rate(Rate from, Rate last, Condition is_true) {
  while (from < last) {
    const Rate middle = from + (last - from) / 2;
    if (is_true(middle)) {
      last = middle;
    } else {
      from = middle + 1;
    }
  }
  return from;
}

}  // namespace

LineBounds line_bounds(std::span<const LineConstraint> constraints, Rate rate_limit) {
  const Strip strip(constraints);
  LineBounds bounds;
  const Rate widest = first_rate(-rate_limit, rate_limit,
                                 [&](Rate r) { return strip.room(r).slope <= 0; });
  if (const std::int64_t room = strip.room(widest).value; room < 0) {
    bounds.shortfall_ns = -room / Strip::kOne + 1;
    return bounds;
  }
  bounds.rate_low =
      first_rate(-rate_limit, widest, [&](Rate r) { return strip.room(r).value >= 0; });
  bounds.rate_high = first_rate(widest, rate_limit,
                                [&](Rate r) { return strip.room(r + 1).value < 0; });
  const Rate highest = first_rate(bounds.rate_low, bounds.rate_high,
                                  [&](Rate r) { return strip.ceiling(r).slope <= 0; });
  const Rate lowest = first_rate(bounds.rate_low, bounds.rate_high,
                                 [&](Rate r) { return strip.floor(r).slope >= 0; });
  bounds.high_ns = (strip.ceiling(highest).value >> kRateBits) + 1;
  bounds.low_ns = strip.floor(lowest).value >> kRateBits;
  return bounds;
}

}  // namespace dyad::link
