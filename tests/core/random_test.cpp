#include "dyad/core/random.hpp"

#include <gtest/gtest.h>

#include <array>

namespace dyad {
namespace {

// The first draws of the demonstration program published with PCG: seed 42,
// stream 54.
TEST(Random, MatchesThePublishedVector) {
  Random random(42, 54);
  const std::array<std::uint32_t, 6> expected{0xa15c02b7, 0x7b47f409, 0xba1d3330,
                                              0x83d2f293, 0xbfa4784b, 0xcbed606e};
  for (const std::uint32_t value : expected) EXPECT_EQ(random.next_u32(), value);
}

TEST(Random, BelowReachesBothEndsAndNeverTheBound) {
  Random random(1);
  std::array<int, 3> seen{};
  for (int i = 0; i < 3000; ++i) ++seen.at(random.below(3));
  for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
}

TEST(Random, BetweenIncludesBothEnds) {
  Random random(2);
  bool low = false;
  bool high = false;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t draw = random.between(-1, 1);
    ASSERT_GE(draw, -1);
    ASSERT_LE(draw, 1);
    low |= draw == -1;
    high |= draw == 1;
  }
  EXPECT_TRUE(low && high);
}

// Mean, and the share above the mean (e^-1 = 36.8 %), of an exponential.
TEST(Random, ExponentialHasItsMeanAndItsTail) {
  Random random(3);
  constexpr std::int64_t kMean = 1'000'000;
  constexpr int kDraws = 100'000;
  std::int64_t sum = 0;
  int above = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::int64_t draw = random.exponential(kMean);
    ASSERT_GE(draw, 0);
    sum += draw;
    above += draw > kMean ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(sum) / kDraws, kMean, kMean * 0.02);
  EXPECT_NEAR(above, 36788, 800);
}

TEST(Random, ExponentialOfZeroMeanIsZero) {
  Random random(4);
  EXPECT_EQ(random.exponential(0), 0);
}

}  // namespace
}  // namespace dyad
