#include "dyad/cli/ping_statistics.hpp"

#include <gtest/gtest.h>

namespace dyad::cli {
namespace {

std::vector<Duration> one_to(int n) {
  std::vector<Duration> all;
  for (int i = n; i >= 1; --i) all.push_back(Duration::from_us(i));
  return all;
}

TEST(PingStatistics, PercentilesAreOfNearestRank) {
  EXPECT_EQ(percentile(one_to(100), 0), Duration::from_us(1));
  EXPECT_EQ(percentile(one_to(100), 50), Duration::from_us(50));
  EXPECT_EQ(percentile(one_to(100), 99), Duration::from_us(99));
  EXPECT_EQ(percentile(one_to(100), 100), Duration::from_us(100));
  EXPECT_EQ(percentile(one_to(3), 50), Duration::from_us(2));
  EXPECT_EQ(percentile(one_to(1), 99), Duration::from_us(1));
}

TEST(PingStatistics, SaysHowManyWereLost) {
  EXPECT_EQ(
      text_of(PingStatistics{.sent = 5, .round_trips = one_to(3)}),
      "  pings       5 sent, 3 answered, 2 lost\n"
      "  round trip  min 0.001 ms, median 0.002 ms, 99 % 0.003 ms, max 0.003 ms\n");
  EXPECT_EQ(text_of(PingStatistics{.sent = 2, .round_trips = {}}),
            "  pings       2 sent, 0 answered, 2 lost\n");
}

TEST(PingStatistics, AClockBehindIsSlower) {
  link::ClockSync::Fit fit;
  fit.deviation_ppb = -500;
  fit.uncertainty = Duration::from_us(1234);
  fit.samples = 4;
  EXPECT_EQ(
      text_of(fit),
      "  clock       0.5 ppm slower than nominal, known to ± 1.234 ms (from the 4 "
      "tightest, 0 rejected)\n");
}

}  // namespace
}  // namespace dyad::cli
