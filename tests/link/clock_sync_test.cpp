#include "dyad/link/clock_sync.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <type_traits>

#include "simulated_clock.hpp"

namespace dyad::link {
namespace {

ClockTriple around(const SimulatedClock& clock, std::int64_t true_us,
                   std::int64_t before_us, std::int64_t after_us) {
  return {Time::from_us(true_us - before_us), clock.ticks_at(true_us * 1000),
          Time::from_us(true_us + after_us)};
}

// Every second a triple this tight, its truth in the middle.
void add_seconds(ClockSync& sync, const SimulatedClock& clock, std::int64_t from_s,
                 std::int64_t until_s, std::int64_t half_us) {
  for (std::int64_t s = from_s; s < until_s; ++s) {
    sync.add(around(clock, s * 1'000'000, half_us, half_us));
  }
}

static_assert(std::is_trivially_copyable_v<ClockSync>, "so it allocates nothing");

TEST(ClockSync, IsReadyOnceTwoTriplesAgree) {
  const SimulatedClock clock;
  ClockSync sync(kTicksPerSecond);
  EXPECT_FALSE(sync.ready());
  sync.add(around(clock, 0, 1000, 1000));
  EXPECT_FALSE(sync.ready());
  sync.add(around(clock, 50'000, 2000, 2000));  // looser, in the same bin
  EXPECT_TRUE(sync.ready());
}

TEST(ClockSync, AssumesFiveThousandPpmWhileTheFrequencyIsUnknown) {
  const SimulatedClock clock;
  ClockSync sync(kTicksPerSecond);
  sync.add(around(clock, 0, 1000, 1000));
  sync.add(around(clock, 50'000, 1000, 1000));
  // 100 s x 5000 ppm and more.
  const auto later = sync.to_host(clock.ticks_at(100 * kSecond_ns));
  EXPECT_GE(later.uncertainty, Duration::from_ms(500));
}

TEST(ClockSync, ReportsTheBoardsDeviation) {
  for (const std::int64_t ppb : {-4'900'000, -1'000'000, 0, 123'456, 4'900'000}) {
    const SimulatedClock clock{.deviation_ppb = ppb};
    ClockSync sync(kTicksPerSecond);
    add_seconds(sync, clock, 0, 30, 25);
    const ClockSync::Fit fit = sync.fit();
    EXPECT_NEAR(static_cast<double>(fit.deviation_ppb), static_cast<double>(ppb), 3000);
    EXPECT_EQ(fit.best_round_trip, Duration::from_us(50));
    EXPECT_EQ(fit.outliers, 0U);
    EXPECT_EQ(fit.samples, ClockWindow::kBins - 2);
  }
}

TEST(ClockSync, UncertaintyIsNeverBelowHalfTheBestRoundTrip) {
  const SimulatedClock clock{.deviation_ppb = 1'000'000, .ramp_ppb_per_s = 200};
  Random random(5);
  ClockSync sync(kTicksPerSecond);
  for (const ClockTriple& triple : simulated_triples(
           clock, {.sync_from_s = 100, .sync_until_s = 200}, 300, random)) {
    sync.add(triple);
    if (!sync.ready()) continue;
    const auto half = Duration::from_us((sync.fit().best_round_trip.us() + 1) / 2);
    ASSERT_GE(sync.to_host(triple.ticks).uncertainty, half);
    ASSERT_GE(sync.to_host(triple.ticks - kTicksPerSecond).uncertainty, half);
    ASSERT_GE(sync.to_host(triple.ticks - 60ULL * kTicksPerSecond).uncertainty, half);
    ASSERT_GE(sync.to_host(triple.ticks + 10'000).uncertainty, half);
  }
}

TEST(ClockSync, ToTicksInvertsToHost) {
  const SimulatedClock clock{.deviation_ppb = -2'500'000, .ramp_ppb_per_s = -200};
  Random random(6);
  ClockSync sync(kTicksPerSecond);
  std::int64_t worst = 0;
  for (const ClockTriple& triple : simulated_triples(clock, {}, 60, random)) {
    sync.add(triple);
    if (!sync.ready()) continue;
    const auto ticks = triple.ticks + static_cast<std::uint64_t>(
                                          random.between(-2'000'000, 20'000'000));
    const auto back =
        static_cast<std::int64_t>(sync.to_ticks(sync.to_host(ticks).time) - ticks);
    worst = std::max(worst, std::abs(back));
  }
  EXPECT_LE(worst, 1);
}

TEST(ClockSync, ToHostNeverFallsWithRisingTicks) {
  const SimulatedClock clock{.deviation_ppb = 3'000'000, .ramp_ppb_per_s = 200};
  Random random(7);
  ClockSync sync(kTicksPerSecond);
  for (const auto& triple : simulated_triples(clock, {}, 60, random)) sync.add(triple);
  Time last = sync.to_host(0).time;
  for (std::uint64_t ticks = 1; ticks < 200'000'000; ticks += 1 + random.below(100)) {
    const Time time = sync.to_host(ticks).time;
    ASSERT_GE(time, last) << ticks;
    last = time;
  }
}

TEST(ClockSync, OldTicksAreMappedHonestlyToo) {
  for (const std::int64_t ramp_ppb_per_s : {300, 5000}) {
    const SimulatedClock clock{.deviation_ppb = 1'000'000,
                               .ramp_ppb_per_s = ramp_ppb_per_s};
    Random random(8);
    ClockSync sync(kTicksPerSecond);
    Figures figures;
    for (const ClockTriple& triple : simulated_triples(
             clock, {.sync_from_s = 60, .sync_until_s = 120}, 300, random)) {
      sync.add(triple);
      const std::int64_t now_ns = triple.received.us() * 1000;
      for (const std::int64_t reach_s : {4, 16, 40}) {
        const std::int64_t true_ns = now_ns - reach_s * random.between(0, kSecond_ns);
        if (!sync.ready() || true_ns < 0) continue;
        figures.add(sync.to_host(clock.ticks_at(true_ns)), true_ns);
      }
    }
    RecordProperty("figures_" + std::to_string(ramp_ppb_per_s), text(figures));
    EXPECT_EQ(figures.dishonest, 0) << figures << ", seed 8";
  }
}

// Between two tight triples nothing says how far the clock bent in between.
TEST(ClockSync, AllowsForABendBetweenTwoTriples) {
  const SimulatedClock clock{.ramp_ppb_per_s = 5000};
  ClockSync sync(kTicksPerSecond);
  sync.add(around(clock, 0, 25, 25));
  sync.add(around(clock, 16'000'000, 25, 25));
  Figures figures;
  for (std::int64_t s = 0; s <= 16; ++s) {
    figures.add(sync.to_host(clock.ticks_at(s * kSecond_ns)), s * kSecond_ns);
  }
  EXPECT_EQ(figures.dishonest, 0) << figures;
  EXPECT_GT(figures.worst_error_us, 100) << figures;
}

// Host times are whole microseconds and ticks are half of one, both rounded down.
TEST(ClockSync, CountsInWhatRoundingLoses) {
  const SimulatedClock clock{.deviation_ppb = -700'000};
  Random random(13);
  ClockSync sync(kTicksPerSecond);
  Figures figures;
  for (std::int64_t i = 0; i < 400; ++i) {
    const std::int64_t true_ns = i * 500'000'000 + random.between(0, 400'000'000);
    const Time stamp = Time::from_us(true_ns / 1000);
    sync.add({stamp, clock.ticks_at(true_ns), stamp});
    if (sync.ready()) figures.add(sync.to_host(clock.ticks_at(true_ns)), true_ns);
  }
  EXPECT_EQ(figures.dishonest, 0) << figures << ", seed 13";
  EXPECT_EQ(sync.fit().outliers, 0U);
  EXPECT_LE(figures.median_us(), 5) << figures;
}

TEST(ClockSync, StaysHonestOverALostStretch) {
  const SimulatedClock clock{.deviation_ppb = -1'000'000, .ramp_ppb_per_s = 300};
  for (const bool with_sync : {false, true}) {
    Random random(9);
    SimulatedLink link{.lost_from_s = 50, .lost_until_s = 80};
    if (with_sync) link.sync_until_s = 300;
    const auto triples = simulated_triples(clock, link, 130, random);
    ClockSync sync(kTicksPerSecond);
    std::size_t next = 0;
    for (; triples[next].received < Time::from_us(51'000'000); ++next) {
      sync.add(triples[next]);
    }
    Figures gap;
    for (std::int64_t ms = 51'000; ms < 80'000; ++ms) {
      gap.add(sync.to_host(clock.ticks_at(ms * 1'000'000)), ms * 1'000'000);
    }
    EXPECT_EQ(gap.dishonest, 0) << gap;
    EXPECT_GT(gap.uncertainties_us.back(), gap.uncertainties_us.front() + 400);
    EXPECT_LT(gap.largest_us(), 10'000) << gap;
    const std::vector<ClockTriple> rest(
        triples.begin() + static_cast<std::ptrdiff_t>(next), triples.end());
    const Figures after = measure(sync, clock, rest, random);
    EXPECT_EQ(after.dishonest, 0) << after;
    EXPECT_LE(after.median_us(), with_sync ? 50 : 1000) << after;
    RecordProperty(with_sync ? "gap_with_sync" : "gap", text(gap));
  }
}

TEST(ClockSync, FallsBackToPingsWhenTheSyncLineStops) {
  const SimulatedClock clock{.deviation_ppb = 1'000'000, .ramp_ppb_per_s = 300};
  Random random(10);
  const auto triples = simulated_triples(clock, {.sync_until_s = 60}, 130, random);
  ClockSync sync(kTicksPerSecond);
  std::array<Figures, 3> by_age;  // with the line, 0 to 10 s after it, later
  for (const ClockTriple& triple : triples) {
    sync.add(triple);
    const std::int64_t true_ns = triple.received.us() * 1000 - 10'000'000;
    if (true_ns < 20 * kSecond_ns) continue;
    const std::size_t age = true_ns < 60 * kSecond_ns   ? 0
                            : true_ns < 70 * kSecond_ns ? 1
                                                        : 2;
    by_age[age].add(sync.to_host(clock.ticks_at(true_ns)), true_ns);
  }
  for (const Figures& figures : by_age) EXPECT_EQ(figures.dishonest, 0) << figures;
  EXPECT_LE(by_age[0].largest_us(), 60) << by_age[0];
  EXPECT_GT(by_age[1].largest_us(), 2 * by_age[0].median_us()) << by_age[1];
  EXPECT_GT(by_age[2].median_us(), 400) << by_age[2];
  EXPECT_LE(by_age[2].median_us(), 1000) << by_age[2];
}

TEST(ClockSync, RestartForgetsTheBootBefore) {
  const SimulatedClock before{.deviation_ppb = 3'000'000};
  const SimulatedClock after{.deviation_ppb = -3'000'000, .booted_ns = 40 * kSecond_ns};
  ClockSync sync(kTicksPerSecond);
  add_seconds(sync, before, 0, 30, 500);
  sync.add({Time(), 0, Time::from_us(500'000)});  // one outlier
  sync.restart();
  EXPECT_FALSE(sync.ready());
  EXPECT_EQ(sync.fit().outliers, 0U);
  EXPECT_EQ(sync.fit().samples, 0U);
  add_seconds(sync, after, 41, 71, 500);
  EXPECT_NEAR(static_cast<double>(sync.fit().deviation_ppb), -3e6, 1e5);
  Figures figures;
  figures.add(sync.to_host(after.ticks_at(71 * kSecond_ns)), 71 * kSecond_ns);
  EXPECT_EQ(figures.dishonest, 0) << figures;
  EXPECT_LT(figures.median_us(), 1000) << figures;
}

TEST(ClockSync, RejectsAndCountsALyingTripleAndSaysSo) {
  const SimulatedClock clock{.deviation_ppb = 1'000'000};
  ClockSync sync(kTicksPerSecond);
  add_seconds(sync, clock, 0, 20, 25);
  const Duration before = sync.to_host(clock.ticks_at(20 * kSecond_ns)).uncertainty;

  sync.add({Time::from_us(20'000'400), clock.ticks_at(20 * kSecond_ns),
            Time::from_us(20'000'450)});  // stamped 400 us late
  EXPECT_EQ(sync.fit().outliers, 1U);
  const MappedTime doubted = sync.to_host(clock.ticks_at(20 * kSecond_ns));
  EXPECT_GE(doubted.uncertainty, before + Duration::from_us(200));
  EXPECT_LT(abs(doubted.time - Time::from_us(20'000'000)), Duration::from_us(30));

  sync.add(around(clock, 20'500'000, 3000, 3000));  // too loose to settle it
  EXPECT_GT(sync.fit().uncertainty, before + Duration::from_us(200));
  sync.add(around(clock, 21'000'000, 25, 25));
  EXPECT_LT(sync.fit().uncertainty, before + Duration::from_us(10));
  EXPECT_EQ(sync.fit().outliers, 1U);
}

TEST(ClockSync, DoubtEndsWithTheWindowIfNothingSettlesIt) {
  const SimulatedClock clock;
  ClockSync sync(kTicksPerSecond);
  add_seconds(sync, clock, 0, 20, 500);
  sync.add({Time::from_us(20'090'000), clock.ticks_at(20 * kSecond_ns),
            Time::from_us(20'090'050)});
  EXPECT_EQ(sync.fit().outliers, 1U);
  EXPECT_GT(sync.fit().uncertainty, Duration::from_ms(80));
  add_seconds(sync, clock, 21, 38, 500);
  EXPECT_LT(sync.fit().uncertainty, Duration::from_ms(1));
}

TEST(ClockSync, BelievesThreeInARowThatContradictTheRestAlike) {
  const SimulatedClock before{.deviation_ppb = 1'000'000};
  const SimulatedClock after{.booted_ns = 20 * kSecond_ns};  // a boot nobody noticed
  ClockSync sync(kTicksPerSecond);
  add_seconds(sync, before, 0, 20, 1000);
  add_seconds(sync, after, 21, 24, 1000);
  EXPECT_EQ(sync.fit().outliers, 3U);
  Figures figures;
  for (std::int64_t s = 24; s < 60; ++s) {
    add_seconds(sync, after, s, s + 1, 1000);
    figures.add(sync.to_host(after.ticks_at(s * kSecond_ns)), s * kSecond_ns);
  }
  EXPECT_EQ(figures.dishonest, 0) << figures;
  EXPECT_LT(figures.largest_us(), 3000) << figures;
  EXPECT_EQ(sync.fit().outliers, 3U);
}

TEST(ClockSync, CountsALooseTripleThatContradictsTheMap) {
  const SimulatedClock clock;
  ClockSync sync(kTicksPerSecond);
  add_seconds(sync, clock, 0, 20, 25);
  sync.add({Time::from_us(19'200'000), clock.ticks_at(19'100'000'000),
            Time::from_us(19'210'000)});  // in the bin of a tighter one
  EXPECT_EQ(sync.fit().outliers, 1U);
  EXPECT_GT(sync.fit().uncertainty, Duration::from_ms(90));
}

TEST(ClockSync, WildTicksAreOnlyOutliers) {
  const SimulatedClock clock;
  ClockSync sync(kTicksPerSecond);
  add_seconds(sync, clock, 0, 20, 25);
  const std::uint64_t wild[] = {0, 1ULL << 40U, 1ULL << 63U, ~0ULL};
  for (std::int64_t i = 0; i < 4; ++i) {
    const Time stamp = Time::from_us(20'000'000 + i * 500'000);
    sync.add({stamp, wild[i], stamp + Duration::from_us(50)});
    EXPECT_GT(sync.fit().uncertainty, Duration::from_s(1));
  }
  EXPECT_EQ(sync.fit().outliers, 4U);
  add_seconds(sync, clock, 22, 23, 25);
  EXPECT_LT(sync.fit().uncertainty, Duration::from_us(100));
}

TEST(ClockSync, KeepsItsMapAgainstTriplesThatContradictEachOther) {
  const SimulatedClock clock{.deviation_ppb = 1'000'000};
  ClockSync sync(kTicksPerSecond);
  add_seconds(sync, clock, 0, 20, 25);
  for (std::int64_t i = 0; i < 5; ++i) {
    const std::int64_t true_us = 20'000'000 + i * 1'000'000;
    const std::int64_t late_us = 5'000 << i;
    sync.add({Time::from_us(true_us + late_us), clock.ticks_at(true_us * 1000),
              Time::from_us(true_us + late_us + 50)});
  }
  EXPECT_EQ(sync.fit().outliers, 5U);
  EXPECT_GT(sync.fit().uncertainty, Duration::from_ms(30));
  add_seconds(sync, clock, 25, 26, 25);
  EXPECT_LT(sync.fit().uncertainty, Duration::from_us(200));
  EXPECT_EQ(sync.fit().outliers, 5U);
}

// The board's stamps come in its next report, after pings that were read later.
TEST(ClockSync, SyncPulsesMayComeLate) {
  const SimulatedClock clock{.deviation_ppb = 1'000'000, .ramp_ppb_per_s = 300};
  Random random(12);
  const auto delivery = [](const ClockTriple& t) {
    const bool pulse = t.round_trip() == Duration::from_us(50);
    return t.received + Duration::from_ms(pulse ? 120 : 0);
  };
  auto triples = simulated_triples(clock, {.sync_until_s = 600}, 600, random);
  std::stable_sort(triples.begin(), triples.end(),
                   [&](const ClockTriple& a, const ClockTriple& b) {
                     return delivery(a) < delivery(b);
                   });
  ClockSync sync(kTicksPerSecond);
  Figures figures;
  for (const ClockTriple& triple : triples) {
    sync.add(triple);
    const std::int64_t true_ns =
        delivery(triple).us() * 1000 - random.between(0, 20'000'000);
    if (sync.ready()) figures.add(sync.to_host(clock.ticks_at(true_ns)), true_ns);
  }
  EXPECT_EQ(figures.dishonest, 0) << figures;
  EXPECT_LE(figures.median_us(), 50) << figures;
  EXPECT_EQ(sync.fit().outliers, 0U);
}

TEST(ClockSync, AHugeRoundTripIsAnOutlier) {
  const SimulatedClock clock;
  ClockSync sync(kTicksPerSecond);
  sync.add(around(clock, 0, 60'000, 60'000));
  sync.add(around(clock, 1'000'000, 60'000, 60'000));
  EXPECT_FALSE(sync.ready());
  EXPECT_EQ(sync.fit().outliers, 2U);
}

}  // namespace
}  // namespace dyad::link
