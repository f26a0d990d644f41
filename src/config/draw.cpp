#include "dyad/config/draw.hpp"

#include "dyad/core/assert.hpp"

namespace dyad::config {
namespace {

// At the worst, where the mean is the highest allowed, a draw is above it with
// probability 1/e: so many in a row do not happen, and the loop still has an end.
constexpr int kMaxDraws = 100;

Duration exponential(const Interval& interval, Random& random) {
  const Duration rest = interval.mean - interval.low;
  for (int i = 0; i < kMaxDraws; ++i) {
    const Duration drawn =
        interval.low + Duration::from_us(random.exponential(rest.us()));
    if (drawn <= interval.high) return drawn;
  }
  return interval.high;
}

Duration one_of(const std::vector<Duration>& list, Random& random) {
  DYAD_ASSERT(!list.empty(), "an interval's list has at least one time");
  if (list.size() == 1) return list.front();
  return list[random.below(static_cast<std::uint32_t>(list.size()))];
}

}  // namespace

Duration draw(const Interval& interval, Random& random) {
  switch (interval.kind) {
    case Interval::Kind::uniform:
      if (interval.low == interval.high) return interval.low;
      return Duration::from_us(random.between(interval.low.us(), interval.high.us()));
    case Interval::Kind::exponential:
      return exponential(interval, random);
    case Interval::Kind::list:
      return one_of(interval.list, random);
  }
  return interval.low;
}

}  // namespace dyad::config
