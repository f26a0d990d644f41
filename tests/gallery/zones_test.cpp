#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/script.hpp"

// The trial that begins when both are in their zones.
namespace dyad::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kFile = "zone-gated-start.json";

// Both in their zones from the first second on, so that the trial opens at 1.5 s.
Script both_in(const std::string& stage) {
  Script script(kFile, stage);
  script.hold("zone_left", ms(200)).hold("zone_right", ms(1000));
  return script;
}

TEST(ZoneGatedStart, BothMustBeInTheirZonesForHalfASecond) {
  Script script = both_in("5 s");
  script.until(ms(1500) - us(1));
  EXPECT_EQ(script.initiated(), std::nullopt);
  script.until(ms(1500));
  EXPECT_EQ(script.initiated(), ms(1500));
  EXPECT_EQ(script.lit("light"), ms(1500));
}

TEST(ZoneGatedStart, MouseThatLeavesTooEarlyBeginsAnew) {
  Script script = both_in("5 s");
  script.release("zone_left", ms(1500) - us(1)).hold("zone_left", ms(2000));
  script.until(s(3));
  EXPECT_EQ(script.initiated(), ms(2500));
}

TEST(ZoneGatedStart, MouseThatLeavesAtTheVeryEndWasInLongEnough) {
  Script script = both_in("5 s");
  script.release("zone_left", ms(1500)).until(s(3));
  EXPECT_EQ(script.initiated(), ms(1500));
}

TEST(ZoneGatedStart, PokeBeforeTheLightDoesNotCount) {
  Script script = both_in("0.5 s");
  script.poke("poke_left", ms(1500) - us(1)).poke("poke_right", ms(1600));
  EXPECT_THAT(script.told(s(3)), ElementsAre("trial 1: miss at 2100.000 ms"));
}

TEST(ZoneGatedStart, BothPokeInTime) {
  for (const auto& [stage, light] :
       {std::pair("5 s", ms(5000)), {"3 s", ms(3000)}, {"0.5 s", ms(500)}}) {
    const Duration first = ms(1500) + light;
    Script script = both_in(stage);
    script.poke("poke_left", first).poke("poke_right", first + light);
    script.until(first + light);
    EXPECT_EQ(script.count(Outcome::coordinated), 1U) << stage;
    EXPECT_THAT(script.rewards("left"), ElementsAre(first + light));
    EXPECT_THAT(script.rewards("right"), ElementsAre(first + light));
  }
}

TEST(ZoneGatedStart, FirstPokeAMicrosecondAfterTheLightIsTooLate) {
  for (const auto& [stage, light] :
       {std::pair("5 s", ms(5000)), {"3 s", ms(3000)}, {"0.5 s", ms(500)}}) {
    Script script = both_in(stage);
    script.poke("poke_left", ms(1500) + light + us(1)).until(ms(1501) + light);
    EXPECT_EQ(script.count(Outcome::omission), 1U) << stage;
    EXPECT_THAT(script.rewards("left"), IsEmpty());
  }
}

TEST(ZoneGatedStart, SecondPokeAMicrosecondAfterItsTimeIsTooLate) {
  for (const auto& [stage, light] :
       {std::pair("5 s", ms(5000)), {"3 s", ms(3000)}, {"0.5 s", ms(500)}}) {
    Script script = both_in(stage);
    script.poke("poke_left", ms(1600)).poke("poke_right", ms(1600) + light + us(1));
    script.until(ms(1601) + light);
    EXPECT_EQ(script.count(Outcome::miss), 1U) << stage;
    EXPECT_THAT(script.rewards("left"), IsEmpty());
  }
}

// One of three trials succeeds at the last microsecond, one has its second poke a
// microsecond too late, and one its first.
Outcome play_to_the_microsecond(Script& script, int i, Duration trial) {
  constexpr std::array kOutcomes{Outcome::coordinated, Outcome::miss,
                                 Outcome::omission};
  const Outcome outcome = kOutcomes.at(static_cast<std::size_t>(i % 3));
  const Duration light = ms(std::stoi(script.level(0).substr(1)));  // "t800"
  const Duration first =
      trial + ms(500) + light + us(outcome == Outcome::omission ? 1 : 0);
  script.poke("poke_left", first);
  script.poke("poke_right", first + light + us(outcome == Outcome::miss ? 1 : 0));
  return outcome;
}

TEST(ZoneGatedStart, ThirdStepDrawsTimesFromEightTenthsToOneSecond) {
  Script script(kFile, "0.8 to 1 s");
  script.hold("zone_left", Duration()).hold("zone_right", Duration());
  std::map<std::string, int> drawn;
  std::map<Outcome, std::size_t> expected;
  Duration trial;
  for (int i = 0; i < 60; ++i) {
    ++drawn[script.level(0)];
    ++expected[play_to_the_microsecond(script, i, trial)];
    trial = script.next_trial();
    for (const auto& [outcome, count] : expected) {
      ASSERT_EQ(script.count(outcome), count) << i;
    }
  }
  using testing::Pair;
  EXPECT_THAT(drawn, ElementsAre(Pair("t1000", 12), Pair("t800", 12), Pair("t850", 12),
                                 Pair("t900", 12), Pair("t950", 12)));
}

TEST(ZoneGatedStart, MoreThanThreeQuartersGoOnAndLessThanThirtyFivePercentGoBack) {
  const config::Schedule schedule = read_schedule(kFile);
  for (std::size_t i = 0; i < schedule.stages.size(); ++i) {
    const config::Stage& stage = schedule.stages[i];
    const bool is_last = i + 1 == schedule.stages.size();
    ASSERT_EQ(stage.advance.has_value(), !is_last);
    ASSERT_EQ(stage.go_back.has_value(), i > 0);
    if (stage.advance) {
      EXPECT_EQ(stage.advance->permille, 750U);
      EXPECT_TRUE(stage.advance->strict);
    }
    if (stage.go_back) {
      EXPECT_EQ(stage.go_back->permille, 350U);
    }
  }
}

}  // namespace
}  // namespace dyad::gallery
