#include <algorithm>
#include <csignal>

#include "gpio_sim/live_session.hpp"

namespace dyad::gpio_sim {
namespace {

using Bounce = LiveSession;

// A level of the simulated line must stand for 2 ms.
constexpr milliseconds kLevel{4};

TEST_F(Bounce, ThreeBouncesOnEachEdgeAreOnePokeAtItsFirstEdge) {
  set_debounce(milliseconds(1), milliseconds(200));
  rig["channels"]["poke_left"]["log_raw_edges"] = true;
  start();
  until(milliseconds(300));
  const Time first_in = poke("left");
  for (int bounce = 1; bounce <= 3; ++bounce) {
    until(milliseconds(300) + (2 * bounce - 1) * kLevel);
    leave("left");
    until(milliseconds(300) + 2 * bounce * kLevel);
    poke("left");
  }
  until(milliseconds(800));
  const Time first_out = leave("left");
  for (int bounce = 1; bounce <= 3; ++bounce) {
    until(milliseconds(800) + (2 * bounce - 1) * kLevel);
    poke("left");
    until(milliseconds(800) + 2 * bounce * kLevel);
    leave("left");
  }
  log_after_trials(1);
  until(milliseconds(1200));
  stop(SIGTERM, 0);
  const SessionLog ended = log();
  const auto edges = ended.edges("poke_left");
  ASSERT_EQ(edges.size(), 2U);
  EXPECT_TRUE(edges[0].active);
  EXPECT_FALSE(edges[1].active);
  EXPECT_LE(abs(edges[0].time - first_in), kStampTolerance);
  EXPECT_LE(abs(edges[1].time - first_out), kStampTolerance);
  // The first raw edge each time, to the microsecond; and there were bounces.
  const auto raw = ended.all<RawEdge>();
  ASSERT_GT(raw.size(), 2U);
  EXPECT_EQ(raw[0].time, edges[0].time);
  const auto out = std::find_if(raw.begin(), raw.end(), [&](const RawEdge& edge) {
    return edge.time >= first_out;
  });
  ASSERT_NE(out, raw.end());
  EXPECT_EQ(out->time, edges[1].time);
  EXPECT_EQ(ended.notes<note::Response>().size(), 1U);
  expect_identical_replay();
}

TEST_F(Bounce, LevelsTooShortToHoldAreCountedAsGlitchesAndNoPoke) {
  set_debounce(milliseconds(100), milliseconds(100));
  start();
  for (int glitch = 0; glitch < 3; ++glitch) {
    until(milliseconds(300 + 50 * glitch));
    poke("right");
    until(milliseconds(300 + 50 * glitch) + kLevel);
    leave("right");
  }
  until(milliseconds(700));
  stop(SIGTERM, 0);
  const SessionLog ended = log();
  EXPECT_TRUE(ended.edges("poke_right").empty());
  EXPECT_TRUE(ended.notes<note::Response>().empty());
  EXPECT_EQ(ended.counts("poke_right").glitches, 3U);
  EXPECT_EQ(ended.counts("poke_right").lost, 0U);
  EXPECT_EQ(ended.counts("poke_left").glitches, 0U);
  expect_identical_replay();
}

}  // namespace
}  // namespace dyad::gpio_sim
