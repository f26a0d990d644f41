#include "dyad/config/draw.hpp"

#include <gtest/gtest.h>

#include <array>

namespace dyad::config {
namespace {

constexpr Duration kSecond = Duration::from_s(1);

Interval exponential(Duration low, Duration mean, Duration high) {
  return {low, high, Interval::Kind::exponential, mean, {}};
}

Interval list(std::vector<Duration> times) {
  return {times.front(), times.back(), Interval::Kind::list, {}, std::move(times)};
}

TEST(IntervalDraw, OfAFixedTimeOrAListOfOneTakesNoRandomNumber) {
  Random random(1);
  EXPECT_EQ(draw(Interval::fixed(kSecond), random), kSecond);
  EXPECT_EQ(draw(list({kSecond}), random), kSecond);
  EXPECT_EQ(random, Random(1));
}

TEST(IntervalDraw, UniformReachesBothEndsAndNothingBeyond) {
  Random random(2);
  const Duration low = Duration::from_us(7);
  std::array<int, 3> seen{};
  for (int i = 0; i < 3000; ++i) {
    const Duration drawn = draw({low, low + Duration::from_us(2)}, random);
    ++seen.at(static_cast<std::size_t>((drawn - low).us()));
  }
  for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
}

TEST(IntervalDraw, UniformTakesOneNumberOfTheStream) {
  Random random(3);
  Random same(3);
  const Duration drawn = draw({Duration(), kSecond}, random);
  EXPECT_EQ(drawn.us(), same.between(0, kSecond.us()));
  EXPECT_EQ(random, same);
}

TEST(IntervalDraw, ExponentialStaysBetweenItsEnds) {
  Random random(4);
  const Interval interval = exponential(kSecond, kSecond * 2, kSecond * 3);
  for (int i = 0; i < 2000; ++i) {
    const Duration drawn = draw(interval, random);
    ASSERT_GE(drawn, interval.low);
    ASSERT_LE(drawn, interval.high);
  }
}

// Cut off only at 50 times its mean, so the mean is that of the whole distribution.
TEST(IntervalDraw, ExponentialHasItsMeanAboveTheShortest) {
  Random random(5);
  const Interval interval = exponential(kSecond * 4, kSecond * 5, kSecond * 54);
  constexpr int kDraws = 20'000;
  Duration sum;
  for (int i = 0; i < kDraws; ++i) sum += draw(interval, random);
  EXPECT_NEAR(static_cast<double>(sum.us()) / kDraws, 5e6, 4e4);
}

TEST(IntervalDraw, ExponentialAboveItsEndIsDrawnAnewAndNotCut) {
  Random random(6);
  const Interval interval = exponential(Duration(), kSecond, kSecond);
  for (int i = 0; i < 2000; ++i) ASSERT_LT(draw(interval, random), interval.high);
}

TEST(IntervalDraw, ExponentialTakesTheFirstDrawThatFits) {
  Random random(7);
  Random same(7);
  const Interval interval = exponential(Duration(), kSecond, kSecond);
  for (int i = 0; i < 100; ++i) {
    std::int64_t expected = same.exponential(kSecond.us());
    while (expected > kSecond.us()) expected = same.exponential(kSecond.us());
    ASSERT_EQ(draw(interval, random).us(), expected);
  }
  EXPECT_EQ(random, same);
}

TEST(IntervalDraw, ListGivesEachOfItsTimesEquallyOften) {
  Random random(8);
  const Interval interval = list({kSecond, kSecond * 2, kSecond * 5});
  std::array<int, 6> seen{};
  for (int i = 0; i < 3000; ++i) {
    ++seen.at(static_cast<std::size_t>(draw(interval, random).us() / kSecond.us()));
  }
  EXPECT_NEAR(seen[1], 1000, 150);
  EXPECT_NEAR(seen[2], 1000, 150);
  EXPECT_NEAR(seen[5], 1000, 150);
}

TEST(IntervalDraw, TheLongestIntervalsOfAScheduleCanBeDrawn) {
  Random random(9);
  const Duration hour = kSecond * 3600;
  EXPECT_LE(draw({Duration(), hour}, random), hour);
  EXPECT_LE(draw(exponential(Duration(), hour, hour), random), hour);
}

}  // namespace
}  // namespace dyad::config
