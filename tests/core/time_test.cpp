#include "dyad/core/time.hpp"

#include <gtest/gtest.h>

#include "dyad/core/clock.hpp"

namespace dyad {
namespace {

TEST(ClockAnchor, RoundsKernelTimesDownOnBothSidesOfZero) {
  const ClockAnchor anchor{.monotonic_ns = 10'000};
  EXPECT_EQ(anchor.from_monotonic_ns(10'000).us(), 0);
  EXPECT_EQ(anchor.from_monotonic_ns(11'999).us(), 1);
  EXPECT_EQ(anchor.from_monotonic_ns(9'999).us(), -1);
  EXPECT_EQ(anchor.from_monotonic_ns(9'000).us(), -1);
  EXPECT_EQ(anchor.from_monotonic_ns(8'999).us(), -2);
}

TEST(ClockAnchor, ConvertsBackToTheNanosecondOfTheMicrosecond) {
  const ClockAnchor anchor{.monotonic_ns = 123};
  EXPECT_EQ(anchor.from_monotonic_ns(anchor.to_monotonic_ns(Time::from_us(77))).us(), 77);
}

TEST(Time, DifferenceIsADuration) {
  EXPECT_EQ(Time::from_us(750) - Time::from_us(1000), Duration::from_us(-250));
}

}  // namespace
}  // namespace dyad
