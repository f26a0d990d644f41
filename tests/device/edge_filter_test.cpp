#include "dyad/device/edge_filter.hpp"

#include <gtest/gtest.h>

#include "dyad/core/random.hpp"

namespace dyad::device {
namespace {

constexpr Duration kStamp = Duration::from_us(50);
constexpr std::size_t kPoke = 0;
constexpr std::size_t kLever = 1;
constexpr std::size_t kFrame = 2;

Time at(std::int64_t us) { return Time::from_us(us); }

config::Channel input(const char* name, std::int64_t confirm_us,
                      std::int64_t lockout_us) {
  config::Channel channel;
  channel.name = name;
  channel.kind = config::ChannelKind::poke;
  channel.device = 4;
  channel.debounce = {Duration::from_us(confirm_us), Duration::from_us(lockout_us)};
  return channel;
}

// Channel 0 is on another device, channel 2 an output.
config::Rig rig() {
  config::Rig rig;
  config::Channel elsewhere = input("elsewhere", 0, 0);
  elsewhere.device = 1;
  config::Channel valve;
  valve.kind = config::ChannelKind::reward_valve;
  valve.device = 4;
  rig.channels = {elsewhere, input("poke", 500, 2000), valve,
                  input("lever", 3000, 10000), input("frame", 0, 0)};
  rig.channels[4].log_raw_edges = true;
  return rig;
}

class EdgeFilterTest : public testing::Test {
 protected:
  EdgeFilterTest() : filter(rig(), 4, kStamp) {
    for (std::size_t slot = 0; slot < 3; ++slot) filter.start(slot, false, at(0));
  }
  EdgeFilter filter;
  Report report;
};

TEST_F(EdgeFilterTest, TakesTheInputsOfItsDeviceInTheOrderOfTheRig) {
  EXPECT_EQ(filter.channels(), (std::vector<ChannelIndex>{1, 3, 4}));
  EXPECT_EQ(filter.longest_hold(), Duration::from_us(10000));
}

TEST_F(EdgeFilterTest, AConfirmedEdgeIsReportedWithItsFirstTime) {
  filter.edge(kPoke, at(1000), true, report);
  filter.advance(at(1499), report);
  EXPECT_TRUE(report.inputs.empty());
  EXPECT_EQ(filter.watermark(), at(1000));
  EXPECT_EQ(filter.next_advance(), at(1500));
  filter.advance(at(1500), report);
  ASSERT_EQ(report.inputs.size(), 1U);
  const Input& input = report.inputs[0];
  EXPECT_EQ(input.time, at(1000));
  EXPECT_EQ(input.channel, 1);
  EXPECT_EQ(input.source, 4);
  EXPECT_EQ(input.sequence, 1U);
  EXPECT_TRUE(input.active);
  EXPECT_FALSE(input.reconciled);
  EXPECT_EQ(input.uncertainty, kStamp);
  EXPECT_EQ(filter.watermark(), at(1500));
}

TEST_F(EdgeFilterTest, AnUndecidedEdgeHoldsBackYoungerOnesOfOtherLines) {
  filter.edge(kLever, at(1000), true, report);
  filter.edge(kPoke, at(1200), true, report);
  filter.advance(at(2000), report);
  EXPECT_TRUE(report.inputs.empty());
  EXPECT_EQ(filter.watermark(), at(1000));
  filter.advance(at(4000), report);
  ASSERT_EQ(report.inputs.size(), 2U);
  EXPECT_EQ(report.inputs[0].channel, 3);
  EXPECT_EQ(report.inputs[1].channel, 1);
  EXPECT_EQ(report.inputs[1].sequence, 2U);
}

TEST_F(EdgeFilterTest, ADroppedCandidateLetsTheOthersGo) {
  filter.edge(kLever, at(1000), true, report);
  filter.edge(kPoke, at(1200), true, report);
  filter.edge(kLever, at(1900), false, report);
  filter.advance(at(2000), report);
  ASSERT_EQ(report.inputs.size(), 1U);
  EXPECT_EQ(report.inputs[0].channel, 1);
  std::vector<ChannelCounts> counts;
  filter.counts(counts);
  ASSERT_EQ(counts.size(), 3U);
  EXPECT_EQ(counts[1], (ChannelCounts{3, 1, 0}));
}

TEST_F(EdgeFilterTest, OfOneInstantTheLowerChannelComesFirst) {
  filter.edge(kFrame, at(1000), true, report);
  filter.edge(kPoke, at(1000), true, report);
  filter.advance(at(5000), report);
  ASSERT_EQ(report.inputs.size(), 2U);
  EXPECT_EQ(report.inputs[0].channel, 1);
  EXPECT_EQ(report.inputs[1].channel, 4);
}

TEST_F(EdgeFilterTest,
       AnInputAtTheWatermarkWaitsBecauseAnotherMayStillComeAtItsInstant) {
  filter.edge(kFrame, at(1000), true, report);
  filter.advance(at(1000), report);
  EXPECT_TRUE(report.inputs.empty());
  EXPECT_EQ(filter.next_advance(), at(1001));
  filter.advance(at(1001), report);
  EXPECT_EQ(report.inputs.size(), 1U);
  EXPECT_EQ(filter.next_advance(), std::nullopt);
}

TEST_F(EdgeFilterTest, RawEdgesAreReportedOnlyWhereTheRigAsks) {
  filter.edge(kFrame, at(1000), true, report);
  filter.edge(kPoke, at(1000), true, report);
  ASSERT_EQ(report.raw_edges.size(), 1U);
  EXPECT_EQ(report.raw_edges[0], (RawEdge{at(1000), 4, true}));
}

TEST_F(EdgeFilterTest, AnInputFoundAfterAGapIsUncertainByTheTimeNotWatched) {
  filter.edge(kPoke, at(1000), true, report);
  filter.advance(at(4000), report);
  report.clear();
  filter.edge_after_gap(kPoke, at(9000), false, 17, report);
  filter.advance(at(9500), report);
  ASSERT_EQ(report.inputs.size(), 1U);
  EXPECT_TRUE(report.inputs[0].reconciled);
  EXPECT_EQ(report.inputs[0].uncertainty, kStamp + Duration::from_us(5000));
  std::vector<ChannelCounts> counts;
  filter.counts(counts);
  EXPECT_EQ(counts[0].lost, 17U);
}

TEST_F(EdgeFilterTest, ALevelThatWasReadIsNoRawEdge) {
  filter.resync(kFrame, at(1000), true, 1);
  filter.advance(at(2000), report);
  EXPECT_TRUE(report.raw_edges.empty());
  ASSERT_EQ(report.inputs.size(), 1U);
  EXPECT_TRUE(report.inputs[0].reconciled);
}

TEST_F(EdgeFilterTest, ALineActiveAtTheStartMakesNoInputUntilItIsReleased) {
  filter.start(kPoke, true, at(0));
  filter.advance(at(5000), report);
  EXPECT_TRUE(report.inputs.empty());
  filter.edge(kPoke, at(6000), false, report);
  filter.advance(at(7000), report);
  ASSERT_EQ(report.inputs.size(), 1U);
  EXPECT_FALSE(report.inputs[0].active);
}

TEST_F(EdgeFilterTest, ALostDeviceReleasesWhatIsConfirmed) {
  filter.edge(kLever, at(1000), true, report);
  filter.edge(kPoke, at(1200), true, report);
  filter.advance(at(2000), report);
  filter.release_all(report);
  ASSERT_EQ(report.inputs.size(), 1U);
  EXPECT_EQ(report.inputs[0].channel, 1);
}

// However often it is polled, the stream is the same, rises, and never falls behind
// a watermark that was given out.
TEST(EdgeFilterStream, DoesNotDependOnWhenItIsPolled) {
  struct Raw {
    std::size_t slot;
    Time time;
    bool level;
  };
  const auto run = [](const std::vector<Raw>& edges, std::uint64_t seed) {
    Random random(seed);
    EdgeFilter filter(rig(), 4, kStamp);
    std::vector<Input> all;
    Time promised = at(0);
    Time now = at(0);
    const auto poll = [&](Time up_to) {
      Report report;
      filter.advance(up_to, report);
      for (const Input& input : report.inputs) {
        EXPECT_GE(input.time, promised);
        all.push_back(input);
      }
      promised = filter.watermark();
    };
    Report ignored;
    for (const Raw& edge : edges) {
      while (random.below(2) == 0 && now < edge.time) {
        now = now + Duration::from_us(random.between(0, (edge.time - now).us()));
        poll(now);
      }
      filter.edge(edge.slot, edge.time, edge.level, ignored);
      now = edge.time;
    }
    poll(now + Duration::from_s(1));
    return all;
  };
  std::size_t inputs = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed, 3);
    std::vector<Raw> edges;
    bool level[3] = {};
    Time t = at(0);
    for (int i = 0; i < 100; ++i) {
      t = t + Duration::from_us(random.between(0, i % 3 == 0 ? 8000 : 400));
      const std::size_t slot = random.below(3);
      level[slot] = !level[slot];
      edges.push_back({slot, t, level[slot]});
    }
    const auto once = run(edges, seed);
    ASSERT_EQ(once, run(edges, seed + 1000));
    for (std::size_t i = 1; i < once.size(); ++i) {
      ASSERT_LE(once[i - 1].time, once[i].time);
      ASSERT_EQ(once[i].sequence, once[i - 1].sequence + 1);
    }
    inputs += once.size();
  }
  EXPECT_GT(inputs, 2000U);
}

}  // namespace
}  // namespace dyad::device
