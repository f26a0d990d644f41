#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/script.hpp"

// Coordinated lever presses as the unit of ratio and interval schedules.
namespace dyad::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kRatio = "lever-units-fixed-ratio.json";
constexpr const char* kInterval = "lever-units-interval.json";
constexpr const char* kInTurn = "reward-in-turn.json";

// A unit: the left rat presses, and the right one 0.1 s later.
void unit(Script& script, Duration at) {
  script.poke("lever_left", at).poke("lever_right", at + ms(100));
}

TEST(LeverUnits, ArePressesLessThanHalfASecondApart) {
  Script script(kRatio, "FR 1");
  script.poke("lever_left", ms(1000)).poke("lever_right", ms(1500) - us(1));
  script.poke("lever_right", ms(5000)).poke("lever_left", ms(5500));
  EXPECT_THAT(script.told(ms(5500)), ElementsAre("trial 1: coordinated at 1499.999 ms",
                                                 "left gets 20 ul at 1499.999 ms",
                                                 "right gets 20 ul at 1499.999 ms",
                                                 "trial 2: miss at 5499.999 ms"));
}

TEST(LeverUnits, AreOfConsecutivePresses) {
  Script script(kRatio, "FR 1");
  // Left, left, right: the second and the third are neighbours.
  script.poke("lever_left", ms(1000)).poke("lever_left", ms(1400));
  script.poke("lever_right", ms(1900) - us(1));
  // A press that came too late for one unit begins the next.
  script.poke("lever_left", ms(3000)).poke("lever_right", ms(3500));
  script.poke("lever_left", ms(3900));
  EXPECT_THAT(
      script.told(s(4)),
      ElementsAre("trial 1: coordinated at 1899.999 ms",
                  "left gets 20 ul at 1899.999 ms", "right gets 20 ul at 1899.999 ms",
                  "trial 2: miss at 3499.999 ms", "trial 3: coordinated at 3900.000 ms",
                  "left gets 20 ul at 3900.000 ms", "right gets 20 ul at 3900.000 ms"));
}

TEST(LeverUnits, EachPressBelongsToOneUnit) {
  Script script(kRatio, "FR 1");
  script.poke("lever_left", ms(1000)).poke("lever_right", ms(1100));
  script.poke("lever_left", ms(1200));  // alone: the right one's press is used up
  script.until(s(3));
  EXPECT_EQ(script.count(Outcome::coordinated), 1U);
  EXPECT_EQ(script.count(Outcome::miss), 1U);
}

TEST(LeverUnits, AreTheSameInEveryStageThatNeedsThem) {
  for (const char* file : {kRatio, kInterval, kInTurn}) {
    for (const config::Stage& stage : read_schedule(file).stages) {
      if (stage.name == "FR 9, relaxed" || stage.name == "VI 10 s, without window") {
        continue;
      }
      Script script(file, stage.name);
      script.poke("lever_left", ms(1000)).poke("lever_left", ms(1400));
      script.poke("lever_right", ms(1900) - us(1));
      script.poke("lever_right", ms(3000)).poke("lever_left", ms(3500)).until(s(4));
      EXPECT_EQ(script.count(Outcome::coordinated), 1U) << file << ", " << stage.name;
    }
  }
}

TEST(LeverUnits, BothRatsAreRewardedAtOnceForEveryNthUnit) {
  for (const int n : {1, 6, 12, 18, 24, 30, 50, 9}) {
    Script script(kRatio, "FR " + std::to_string(n));
    std::vector<Duration> expected;
    for (int i = 1; i <= 2 * n; ++i) {
      unit(script, s(i));
      script.poke("lever_left", s(i) + ms(300));  // a lone press is no unit
      if (i % n == 0) expected.push_back(s(i) + ms(100));
    }
    script.until(s(2 * n + 1));
    EXPECT_EQ(script.rewards("left"), expected) << n;
    EXPECT_EQ(script.rewards("right"), expected) << n;
  }
}

TEST(LeverUnits, RatiosComeInThePublishedOrder) {
  std::vector<std::string> names;
  for (const auto& stage : read_schedule(kRatio).stages) names.push_back(stage.name);
  EXPECT_THAT(names, ElementsAre("FR 1", "FR 6", "FR 12", "FR 18", "FR 24", "FR 30",
                                 "FR 50", "FR 9", "FR 9, relaxed"));
}

TEST(LeverUnits, RelaxedControlTakesPressesTenSecondsApart) {
  Script script(kRatio, "FR 9, relaxed");
  for (int i = 0; i < 9; ++i) {
    script.poke("lever_left", s(100 * (i + 1)));
    script.poke("lever_right", s(100 * (i + 1) + 10));
  }
  script.poke("lever_left", s(1000))
      .poke("lever_right", s(1010) + us(1))
      .until(s(1100));
  EXPECT_EQ(script.count(Outcome::coordinated), 9U);
  EXPECT_THAT(script.rewards("left"), ElementsAre(s(910)));
  EXPECT_THAT(script.rewards("right"), ElementsAre(s(910)));
}

TEST(IntervalSchedules, FirstUnitTenSecondsAfterTheLastRewardIsRewarded) {
  Script script(kInterval, "FI 10 s");
  script.poke("lever_left", ms(9900)).poke("lever_right", ms(10000) - us(1));
  script.poke("lever_left", ms(10200)).poke("lever_right", ms(10300));
  script.poke("lever_left", ms(20200)).poke("lever_right", ms(20300) - us(1));
  script.poke("lever_left", ms(20300)).poke("lever_right", ms(20400));
  script.poke("lever_left", ms(30300)).poke("lever_right", ms(30400));  // exactly
  script.until(s(31));
  EXPECT_EQ(script.count(Outcome::coordinated), 5U);
  EXPECT_THAT(script.rewards("left"), ElementsAre(ms(10300), ms(20400), ms(30400)));
  EXPECT_EQ(script.rewards("right"), script.rewards("left"));
}

TEST(IntervalSchedules, VariableOnesLastFromOneToNineteenSeconds) {
  Script script(kInterval, "VI 10 s");
  for (int i = 1; i <= 12'000; ++i) unit(script, ms(200) * i);
  script.until(s(2401));
  const std::vector<Duration> given = script.rewards("left");
  ASSERT_GT(given.size(), 180U);  // 2400 s, and 10 s on average
  ASSERT_LT(given.size(), 320U);
  Duration shortest = s(100);
  Duration longest;
  for (std::size_t i = 1; i < given.size(); ++i) {
    shortest = std::min(shortest, given[i] - given[i - 1]);
    longest = std::max(longest, given[i] - given[i - 1]);
  }
  EXPECT_GE(shortest, s(1));
  EXPECT_LT(shortest, s(4));
  EXPECT_LE(longest, ms(19'200));
  EXPECT_GT(longest, s(16));
  EXPECT_EQ(script.rewards("right"), given);
}

TEST(IntervalSchedules, ControlWithoutWindowTakesPressesHoweverFarApart) {
  Script script(kInterval, "VI 10 s, without window");
  script.poke("lever_left", s(20)).poke("lever_left", s(100));
  script.poke("lever_right", s(600));
  EXPECT_THAT(script.told(s(601)), ElementsAre("trial 1: coordinated at 600000.000 ms",
                                               "left gets 20 ul at 600000.000 ms",
                                               "right gets 20 ul at 600000.000 ms"));
}

// With a unit each second, which is complete 0.1 s after it, the first interval is
// over with the unit of the 10th second and the second with that of the 20th.
TEST(RewardInTurn, EachTandemOfTwoIntervalsPaysTheNextRat) {
  Script script(kInTurn, "in turn, FI");
  for (int i = 1; i <= 90; ++i) unit(script, s(i));
  script.until(s(91));
  EXPECT_THAT(script.rewards("left"), ElementsAre(ms(20'100), ms(60'100)));
  EXPECT_THAT(script.rewards("right"), ElementsAre(ms(40'100), ms(80'100)));
}

TEST(RewardInTurn, InTheOtherConditionBothArePaidAtOnce) {
  Script script(kInTurn, "both at once, FI");
  for (int i = 1; i <= 90; ++i) unit(script, s(i));
  script.until(s(91));
  EXPECT_THAT(script.rewards("left"),
              ElementsAre(ms(20'100), ms(40'100), ms(60'100), ms(80'100)));
  EXPECT_EQ(script.rewards("right"), script.rewards("left"));
}

TEST(RewardInTurn, PressesHalfASecondApartAreNoUnitAndChangeNoTurn) {
  Script script(kInTurn, "in turn, FI");
  for (int i = 1; i <= 30; ++i) {
    script.poke("lever_left", s(i)).poke("lever_right", s(i) + ms(500));
  }
  script.until(s(31));
  EXPECT_EQ(script.count(Outcome::coordinated), 0U);
  EXPECT_THAT(script.rewards("left"), IsEmpty());
  unit(script, s(40));
  unit(script, s(60));
  script.until(s(61));
  EXPECT_THAT(script.rewards("left"), ElementsAre(ms(60'100)));
  EXPECT_THAT(script.rewards("right"), IsEmpty());
}

TEST(RewardInTurn, VariableIntervalsTakeTurnsToo) {
  Script in_turn(kInTurn, "in turn, VI");
  Script at_once(kInTurn, "both at once, VI");
  for (int i = 1; i <= 600; ++i) {
    unit(in_turn, s(i));
    unit(at_once, s(i));
  }
  in_turn.until(s(601));
  at_once.until(s(601));
  const std::vector<Duration> left = in_turn.rewards("left");
  const std::vector<Duration> right = in_turn.rewards("right");
  ASSERT_GE(left.size(), right.size());
  ASSERT_GT(right.size(), 5U);
  for (std::size_t i = 0; i < right.size(); ++i) {
    EXPECT_LT(left[i], right[i]);
    if (i + 1 < left.size()) {
      EXPECT_LT(right[i], left[i + 1]);
    }
  }
  EXPECT_EQ(at_once.rewards("left"), at_once.rewards("right"));
}

}  // namespace
}  // namespace dyad::gallery
