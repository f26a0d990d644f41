#include "dyad/link/clock_window.hpp"

#include <gtest/gtest.h>

namespace dyad::link {
namespace {

ClockTriple triple(std::int64_t received_ms, std::int64_t round_trip_us) {
  const Time received = Time::from_us(received_ms * 1000);
  return {received - Duration::from_us(round_trip_us),
          static_cast<std::uint64_t>(received_ms) * 2000, received};
}

TEST(ClockWindow, KeepsTheLowestRoundTripOfEachBin) {
  ClockWindow window;
  EXPECT_TRUE(window.take(triple(1000, 900)));
  EXPECT_FALSE(window.take(triple(1100, 1000)));
  EXPECT_TRUE(window.take(triple(1499, 800)));
  EXPECT_TRUE(window.take(triple(1500, 2000)));
  ASSERT_EQ(window.samples().size(), 2U);
  EXPECT_EQ(window.samples()[0].received, Time::from_us(1'499'000));
  EXPECT_EQ(window.samples()[1].received, Time::from_us(1'500'000));
  EXPECT_EQ(window.best_round_trip(), Duration::from_us(800));
}

TEST(ClockWindow, ALateTripleCompetesInTheNewestBin) {
  ClockWindow window;
  window.take(triple(1000, 900));
  window.take(triple(1500, 900));
  EXPECT_TRUE(window.take(triple(1400, 50)));
  EXPECT_FALSE(window.take(triple(1600, 900)));
  ASSERT_EQ(window.samples().size(), 2U);
  EXPECT_EQ(window.samples()[0].received, Time::from_us(1'000'000));
  EXPECT_EQ(window.samples()[1].received, Time::from_us(1'400'000));
}

TEST(ClockWindow, HoldsSixteenSeconds) {
  ClockWindow window;
  for (std::int64_t ms = 0; ms <= 20'000; ms += 100) window.take(triple(ms, 900));
  ASSERT_EQ(window.samples().size(), ClockWindow::kBins);
  EXPECT_EQ(window.samples().front().received, Time::from_us(4'900'000));
  EXPECT_EQ(window.samples().back().received, Time::from_us(20'000'000));
}

TEST(ClockWindow, KeepsWhatIsNotAMinuteOldOverAGap) {
  ClockWindow window;
  for (std::int64_t ms = 0; ms <= 10'000; ms += 500) window.take(triple(ms, 900));
  window.take(triple(65'000, 900));
  ASSERT_EQ(window.samples().size(), 12U);  // 5.0 s to 10 s, and the new one
  EXPECT_EQ(window.samples().front().received, Time::from_us(5'000'000));
  window.take(triple(200'000, 900));
  EXPECT_EQ(window.samples().size(), 1U);
}

}  // namespace
}  // namespace dyad::link
