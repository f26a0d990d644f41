#include "dyad/session/loop_lateness.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace dyad::session {
namespace {

LoopLateness of(const std::vector<std::int64_t>& values_us) {
  LoopLateness lateness;
  for (const std::int64_t us : values_us) lateness.record(Duration::from_us(us));
  return lateness;
}

TEST(LoopLateness, IsZeroWhereNothingWasRecorded) {
  const LoopLateness none;
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.median(), Duration());
  EXPECT_EQ(none.p99(), Duration());
  EXPECT_EQ(none.max(), Duration());
}

TEST(LoopLateness, IsExactForFewMicroseconds) {
  const LoopLateness lateness = of({1, 2, 3, 4, 15});
  EXPECT_EQ(lateness.count(), 5U);
  EXPECT_EQ(lateness.median(), Duration::from_us(3));
  EXPECT_EQ(lateness.p99(), Duration::from_us(15));
  EXPECT_EQ(lateness.max(), Duration::from_us(15));
}

TEST(LoopLateness, OneLateTurnInAThousandShowsInTheMaximumOnly) {
  std::vector<std::int64_t> values(999, 7);
  values.push_back(50'000);
  const LoopLateness lateness = of(values);
  EXPECT_EQ(lateness.median(), Duration::from_us(7));
  EXPECT_EQ(lateness.p99(), Duration::from_us(7));
  EXPECT_EQ(lateness.max(), Duration::from_us(50'000));
}

TEST(LoopLateness, TwentyInAThousandShowInTheNinetyNinthPercentile) {
  std::vector<std::int64_t> values(980, 7);
  values.insert(values.end(), 20, 14);
  EXPECT_EQ(of(values).p99(), Duration::from_us(14));
}

TEST(LoopLateness, AWakeUpThatIsTooEarlyCountsAsOnTime) {
  const LoopLateness lateness = of({-5, -1, 0});
  EXPECT_EQ(lateness.count(), 3U);
  EXPECT_EQ(lateness.max(), Duration());
}

// The lower of two values shows its bucket's upper edge: the claim of the header.
TEST(LoopLateness, AQuantileIsNeverTooLowAndAtMostASixteenthTooHigh) {
  for (std::int64_t us = 1; us < (std::int64_t{1} << 40); us += 1 + us / 7) {
    const std::int64_t shown = of({us, 2 * us + 100}).median().us();
    ASSERT_GE(shown, us);
    ASSERT_LE(shown, us + us / 16);
  }
}

TEST(LoopLateness, WhatIsBeyondTheLastBucketShowsAsItWas) {
  const std::int64_t century = std::int64_t{100} * 365 * 86'400 * 1'000'000;
  EXPECT_EQ(of({century}).median(), Duration::from_us(century));
}

}  // namespace
}  // namespace dyad::session
