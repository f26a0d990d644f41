#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/script.hpp"

// Simultaneous nose-pokes, windows across species, and three rats.
namespace dyad::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Step {
  const char* seconds;
  Duration window;
};
constexpr std::array<Step, 4> kSteps{
    {{"3 s", ms(3000)}, {"2 s", ms(2000)}, {"1 s", ms(1000)}, {"0.5 s", ms(500)}}};

TEST(SimultaneousPoke, BothGetTheirRewardAtOnceAndAtTheSameTime) {
  for (const char* stage :
       {"training", "test, no partition", "test, wire mesh", "test, opaque"}) {
    Script script("rat-simultaneous-poke.json", stage);
    script.poke("poke_left", s(1)).poke("poke_right", s(1));
    EXPECT_THAT(script.told(s(2)), ElementsAre("trial 1: coordinated at 1000.000 ms",
                                               "left gets 10 ul at 1000.000 ms",
                                               "right gets 10 ul at 1000.000 ms"))
        << stage;
  }
}

TEST(SimultaneousPoke, IsAtMostOneSecondApart) {
  Script script("rat-simultaneous-poke.json", "training");
  script.poke("poke_right", ms(1000)).poke("poke_left", ms(2000));
  script.poke("poke_right", ms(8000)).poke("poke_left", ms(9000) + us(1));
  EXPECT_THAT(script.told(s(10)), ElementsAre("trial 1: coordinated at 2000.000 ms",
                                              "left gets 10 ul at 2000.000 ms",
                                              "right gets 10 ul at 2000.000 ms",
                                              "trial 2: miss at 9000.000 ms"));
}

TEST(SimultaneousPoke, TestsDifferFromTrainingInTheirPartitionOnly) {
  const config::Schedule schedule = read_schedule("rat-simultaneous-poke.json");
  const config::Stage& training = schedule.stages.front();
  EXPECT_EQ(training.sessions, 44U);
  std::vector<std::string> partitions;
  for (const config::Stage& stage : schedule.stages) {
    EXPECT_EQ(stage.rules, training.rules);
    for (const auto& [label, value] : stage.labels.entries) {
      if (label == "barrier") partitions.push_back(value);
    }
  }
  EXPECT_THAT(partitions, ElementsAre("none", "none", "mesh", "opaque"));
}

TEST(CrossSpecies, WindowsAreThreeTwoOneAndHalfASecond) {
  for (const Step& step : kSteps) {
    Script script("cross-species-windows.json", std::string("window ") + step.seconds);
    script.poke("poke_left", s(1)).poke("poke_right", s(1) + step.window);
    script.poke("poke_left", s(10)).poke("poke_right", s(10) + step.window + us(1));
    script.until(s(14));
    EXPECT_EQ(script.count(Outcome::coordinated), 1U) << step.seconds;
    EXPECT_EQ(script.count(Outcome::miss), 1U) << step.seconds;
    EXPECT_THAT(script.rewards("left"), ElementsAre(s(1) + step.window));
    EXPECT_THAT(script.rewards("right"), ElementsAre(s(1) + step.window));
  }
}

TEST(ThreeRats, AllThreeMustPokeInTheWindowOfTheFirst) {
  for (const Step& step : kSteps) {
    const Duration last = s(1) + step.window;
    Script script("three-rats-windows.json",
                  std::string("three of three, ") + step.seconds);
    script.poke("poke_middle", s(1)).poke("poke_left", s(1) + ms(100));
    script.poke("poke_right", last);
    // The second poke does not open a window of its own.
    script.poke("poke_middle", s(10)).poke("poke_left", s(10) + ms(100));
    script.poke("poke_right", s(10) + step.window + us(1));
    script.until(s(14));
    EXPECT_EQ(script.count(Outcome::coordinated), 1U) << step.seconds;
    EXPECT_EQ(script.count(Outcome::miss), 1U) << step.seconds;
    for (const char* seat : {"left", "middle", "right"}) {
      EXPECT_THAT(script.rewards(seat), ElementsAre(last)) << seat;
    }
  }
}

TEST(ThreeRats, OneRatTwiceIsNotTwoRats) {
  Script script("three-rats-windows.json", "three of three, 3 s");
  script.poke("poke_left", s(1)).poke("poke_middle", s(2)).poke("poke_left", s(3));
  EXPECT_THAT(script.told(s(5)), ElementsAre("trial 1: miss at 4000.000 ms"));
}

TEST(ThreeRats, WhereTwoAreNeededTheFirstTwoAreRewarded) {
  Script script("three-rats-two-needed.json", "two of three, 1 s");
  script.poke("poke_right", ms(1000)).poke("poke_left", ms(2000));
  script.poke("poke_middle", ms(2100));  // the third is too late to share
  EXPECT_THAT(script.told(s(5)), ElementsAre("trial 1: coordinated at 2000.000 ms",
                                             "left gets 5 ul at 2000.000 ms",
                                             "right gets 5 ul at 2000.000 ms"));
}

TEST(ThreeRats, WhereTwoAreNeededTheSecondComesWithinASecond) {
  Script script("three-rats-two-needed.json", "two of three, 1 s");
  script.poke("poke_right", ms(1000)).poke("poke_left", ms(2000) + us(1));
  EXPECT_THAT(script.told(s(5)), ElementsAre("trial 1: miss at 2000.000 ms"));
  EXPECT_THAT(script.rewards("right"), IsEmpty());
}

}  // namespace
}  // namespace dyad::gallery
