#include "dyad_firmware/debouncer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <tuple>
#include <vector>

#include "dyad/core/random.hpp"

namespace dyad_firmware {

bool operator==(const DebouncedEdge<std::uint32_t>& a,
                const DebouncedEdge<std::uint32_t>& b) {
  return std::tie(a.time, a.level, a.reconciled) ==
         std::tie(b.time, b.level, b.reconciled);
}

std::ostream& operator<<(std::ostream& out, const DebouncedEdge<std::uint32_t>& e) {
  return out << (e.level ? "up" : "down") << "@" << e.time
             << (e.reconciled ? " reconciled" : "");
}

namespace {

using Debounced = DebouncedEdge<std::uint32_t>;
using Debounced32 = Debouncer<std::uint32_t>;

struct Edge {
  std::uint32_t time;
  bool level;
};

void settle_all(Debounced32& debouncer, std::uint32_t now,
                std::vector<Debounced>& out) {
  Debounced report{};
  while (debouncer.settle(now, report)) out.push_back(report);
}

std::vector<Debounced> run(Debounced32& debouncer, const std::vector<Edge>& edges,
                           std::uint32_t end) {
  std::vector<Debounced> out;
  Debounced report{};
  for (const Edge& edge : edges) {
    if (debouncer.on_edge(edge.time, edge.level, report)) out.push_back(report);
  }
  settle_all(debouncer, end, out);
  return out;
}

constexpr std::uint32_t kConfirm = 500;
constexpr std::uint32_t kLockout = 2000;
Debounced32 optical() { return Debounced32(kConfirm, kLockout, false); }
using Reports = std::vector<Debounced>;

TEST(Debouncer, ReportsTheFirstEdgeOnceTheLevelHasHeld) {
  Debounced32 d = optical();
  Debounced report{};
  EXPECT_FALSE(d.on_edge(1000, true, report));
  EXPECT_TRUE(d.undecided());
  EXPECT_EQ(d.oldest_undecided(), 1000U);
  EXPECT_EQ(d.next_deadline(), 1500U);
  EXPECT_FALSE(d.settle(1499, report));
  EXPECT_TRUE(d.settle(1500, report));
  EXPECT_EQ(report, (Debounced{1000, true, false}));
  EXPECT_FALSE(d.undecided());
}

TEST(Debouncer, ALevelHeldForExactlyCIsConfirmed) {
  Debounced32 d = optical();
  EXPECT_EQ(run(d, {{1000, true}, {1500, false}}, 1500),
            (Reports{{1000, true, false}}));
  EXPECT_EQ(d.glitches(), 0U);
}

TEST(Debouncer, ALevelHeldForOneTickLessIsAGlitch) {
  Debounced32 d = optical();
  EXPECT_EQ(run(d, {{1000, true}, {1499, false}}, 9000), Reports{});
  EXPECT_EQ(d.glitches(), 1U);
}

TEST(Debouncer, AfterABounceTrainTheLastOnsetCountsAndTheOthersAreGlitches) {
  Debounced32 d = optical();
  const std::vector<Edge> train{{1000, true},  {1050, false}, {1100, true},
                                {1180, false}, {1230, true},  {1300, false},
                                {1400, true}};
  EXPECT_EQ(run(d, train, 9000), (Reports{{1400, true, false}}));
  EXPECT_EQ(d.glitches(), 3U);
}

TEST(Debouncer, BounceInsideTheLockoutIsNeitherReportedNorAGlitch) {
  Debounced32 d = optical();
  EXPECT_EQ(run(d, {{1000, true}, {1600, false}, {1700, true}}, 9000),
            (Reports{{1000, true, false}}));
  EXPECT_EQ(d.glitches(), 0U);
}

TEST(Debouncer, AChangeInsideTheLockoutIsReconciledAtItsEnd) {
  Debounced32 d = optical();
  Debounced report{};
  EXPECT_FALSE(d.on_edge(1000, true, report));
  EXPECT_TRUE(d.on_edge(1600, false, report));
  EXPECT_EQ(d.oldest_undecided(), 1600U);
  EXPECT_EQ(d.next_deadline(), 3500U);  // 1000 + C + L
  EXPECT_FALSE(d.settle(3499, report));
  EXPECT_TRUE(d.settle(3500, report));
  EXPECT_EQ(report, (Debounced{1600, false, true}));
}

TEST(Debouncer, AReconciledChangeCarriesTheTimeOfTheLastEdge) {
  Debounced32 d = optical();
  EXPECT_EQ(run(d, {{1000, true}, {1600, false}, {1700, true}, {1800, false}}, 9000),
            (Reports{{1000, true, false}, {1800, false, true}}));
}

TEST(Debouncer, AReconciledChangeMustHaveHeldForCToo) {
  Debounced32 d = optical();
  // Falls 100 before the lock-out ends at 3500, and comes back 200 later.
  EXPECT_EQ(run(d, {{1000, true}, {3400, false}, {3600, true}}, 9000),
            (Reports{{1000, true, false}}));
  EXPECT_EQ(d.glitches(), 1U);

  Debounced32 held = optical();
  EXPECT_EQ(run(held, {{1000, true}, {3400, false}, {3900, true}}, 3900),
            (Reports{{1000, true, false}, {3400, false, true}}));
}

TEST(Debouncer, AReconciledChangeBeginsALockoutOfItsOwn) {
  Debounced32 d = optical();
  // Confirmed at 1500, reconciled at 3500, so locked until 5500.
  EXPECT_EQ(run(d, {{1000, true}, {1600, false}, {4000, true}}, 5499),
            (Reports{{1000, true, false}, {1600, false, true}}));
  std::vector<Debounced> more;
  settle_all(d, 5500, more);
  EXPECT_EQ(more, (Reports{{4000, true, true}}));
}

TEST(Debouncer, AnEdgeAtTheVeryEndOfTheLockoutIsOutsideIt) {
  Debounced32 d = optical();
  EXPECT_EQ(run(d, {{1000, true}, {3500, false}}, 9000),
            (Reports{{1000, true, false}, {3500, false, false}}));
  Debounced32 inside = optical();
  EXPECT_EQ(run(inside, {{1000, true}, {3499, false}}, 9000),
            (Reports{{1000, true, false}, {3499, false, true}}));
}

TEST(Debouncer, WithoutTimesEveryEdgePasses) {
  Debounced32 d(0, 0, false);
  EXPECT_EQ(run(d, {{10, true}, {10, false}, {11, true}, {12, false}}, 12),
            (Reports{{10, true, false},
                     {10, false, false},
                     {11, true, false},
                     {12, false, false}}));
  EXPECT_EQ(d.glitches(), 0U);
}

TEST(Debouncer, ADipThatOnlyShowsAsARepeatedLevelRestartsTheCandidate) {
  Debounced32 d = optical();
  EXPECT_EQ(run(d, {{1000, true}, {1200, true}}, 9000), (Reports{{1200, true, false}}));
  EXPECT_EQ(d.glitches(), 1U);
}

TEST(Debouncer, StartsAtTheLevelItIsGivenAndInventsNoEdge) {
  Debounced32 d(kConfirm, kLockout, true);
  EXPECT_EQ(run(d, {}, 9000), Reports{});
  EXPECT_EQ(run(d, {{9500, false}}, 19000), (Reports{{9500, false, false}}));
}

TEST(Debouncer, AResyncToAnotherLevelIsConfirmedFromThereAndFlagged) {
  Debounced32 d = optical();
  Debounced report{};
  d.resync(1000, true);
  EXPECT_TRUE(d.settle(1500, report));
  EXPECT_EQ(report, (Debounced{1000, true, true}));
}

TEST(Debouncer, AResyncDropsACandidateThatDidNotLast) {
  Debounced32 d = optical();
  Debounced report{};
  EXPECT_FALSE(d.on_edge(1000, true, report));
  d.resync(1100, false);
  EXPECT_FALSE(d.undecided());
  EXPECT_FALSE(d.settle(9000, report));
}

TEST(Debouncer, AResyncDoesNotConfirmWhatNobodySawHold) {
  Debounced32 d = optical();
  Debounced report{};
  EXPECT_FALSE(d.on_edge(1000, true, report));
  d.resync(9000, true);
  EXPECT_FALSE(d.settle(9499, report));
  EXPECT_TRUE(d.settle(9500, report));
  EXPECT_EQ(report, (Debounced{9000, true, true}));
}

// The definition, offline: a stretch of constant level away from the reported one,
// [begin, end), is reported if max(begin + C, end of lock-out) <= end.
struct Expected {
  Reports reports;
  std::uint32_t glitches = 0;
};
Expected offline(const std::vector<Edge>& edges, std::uint64_t c, std::uint64_t l,
                 std::uint64_t horizon) {
  Expected expected;
  bool reported = false;
  std::uint64_t free_from = 0;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (edges[i].level == reported) continue;
    const std::uint64_t begin = edges[i].time;
    const bool last = i + 1 == edges.size();
    const std::uint64_t end = last ? horizon : edges[i + 1].time;
    const std::uint64_t confirmed = std::max(begin + c, free_from);
    if (confirmed <= end) {
      expected.reports.push_back({edges[i].time, edges[i].level, begin < free_from});
      reported = edges[i].level;
      free_from = confirmed + l;
    } else if (!last && end >= free_from) {
      ++expected.glitches;
    }
  }
  return expected;
}

std::vector<Edge> random_edges(dyad::Random& random, int n) {
  std::vector<Edge> edges;
  std::uint32_t t = 100;
  for (int i = 0; i < n; ++i) {
    // Mostly bounce, sometimes a level that lasts; often exactly on a boundary.
    const std::uint32_t kind = random.below(4);
    t += kind == 0   ? random.below(40)
         : kind == 1 ? 10 * random.below(4)
                     : random.below(12);
    edges.push_back({t, i % 2 == 0});
  }
  return edges;
}

// Fed with all times moved by `origin`, so that the clock wraps on the way.
Reports online(const std::vector<Edge>& edges, Debounced32& d, std::uint32_t horizon,
               std::uint32_t origin, dyad::Random& random) {
  Reports out;
  Debounced report{};
  std::uint32_t now = 0;
  for (const Edge& edge : edges) {
    if (random.below(3) == 0 && edge.time > now) {
      now += random.below(edge.time - now + 1);
      settle_all(d, origin + now, out);
    }
    if (d.on_edge(origin + edge.time, edge.level, report)) out.push_back(report);
    now = edge.time;
  }
  settle_all(d, origin + horizon, out);
  for (Debounced& r : out) r.time -= origin;
  return out;
}

TEST(Debouncer, AgreesWithTheOfflineDefinitionOnRandomTrainsAndWrappingClocks) {
  std::size_t reports = 0;
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    SCOPED_TRACE(seed);
    dyad::Random random(seed);
    const std::uint32_t c = 10 * random.below(3);
    const std::uint32_t l = 10 * random.below(4);
    const auto edges = random_edges(random, 40);
    const std::uint32_t horizon = edges.back().time + 1000;
    const std::uint32_t origin = seed % 2 == 0 ? 0U : 0U - random.below(horizon);
    Debounced32 debouncer(c, l, false);
    const Reports got = online(edges, debouncer, horizon, origin, random);
    const Expected expected = offline(edges, c, l, horizon);
    ASSERT_EQ(got, expected.reports);
    ASSERT_EQ(debouncer.glitches(), expected.glitches);
    reports += got.size();
  }
  EXPECT_GT(reports, 20'000U);
}

TEST(Debouncer, LevelsAlternateTimesNeverFallAndALastingLevelIsAlwaysReported) {
  for (std::uint64_t seed = 1; seed <= 5'000; ++seed) {
    SCOPED_TRACE(seed);
    dyad::Random random(seed, 7);
    const std::uint32_t c = random.below(30);
    const std::uint32_t l = random.below(50);
    const auto edges = random_edges(random, 41);
    Debounced32 debouncer(c, l, false);
    const Reports got = online(edges, debouncer, edges.back().time + c + l, 0, random);
    bool level = false;
    std::uint32_t time = 0;
    for (const Debounced& report : got) {
      ASSERT_EQ(report.level, !level);
      ASSERT_GE(report.time, time);
      ASSERT_TRUE(std::any_of(edges.begin(), edges.end(), [&](const Edge& e) {
        return e.time == report.time && e.level == report.level;
      }));
      level = report.level;
      time = report.time;
    }
    ASSERT_TRUE(level);  // the last edge of an odd number went up, and lasted
  }
}

TEST(Debouncer, WorksOnTheHostsSignedMicrosecondsBelowZero) {
  Debouncer<std::uint64_t> d(500, 2000, false);
  DebouncedEdge<std::uint64_t> report{};
  EXPECT_FALSE(d.on_edge(static_cast<std::uint64_t>(-100), true, report));
  EXPECT_TRUE(d.settle(400, report));
  EXPECT_EQ(static_cast<std::int64_t>(report.time), -100);
}

}  // namespace
}  // namespace dyad_firmware
