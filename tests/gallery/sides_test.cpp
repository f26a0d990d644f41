#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/script.hpp"

// Four ports: both at the same side, which alternates or is drawn.
namespace dyad::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kAlternating = "four-ports-alternating-sides.json";
constexpr const char* kRandom = "four-ports-random-sides.json";

std::string other(const std::string& side) {
  return side == "front" ? "back" : "front";
}

// Both go to this side, half a second one after the other.
void both_poke(Script& script, const std::string& side, Duration trial) {
  script.poke("poke_left_" + side, trial + ms(500));
  script.poke("poke_right_" + side, trial + ms(1000));
}

// Two animals that change sides after each trial and perceive nothing, the partner
// least of all.
std::size_t successes_of_mere_alternation(Script& script, int trials) {
  std::string side = "front";
  Duration trial;
  for (int i = 0; i < trials; ++i, side = other(side)) {
    both_poke(script, side, trial);
    trial = script.next_trial();
  }
  return script.count(Outcome::coordinated);
}

TEST(AlternatingSides, BothAreRewardedAtTheRightSideWithinASecond) {
  Script script(kAlternating, "alternating");
  EXPECT_EQ(script.target(), "front");
  script.poke("poke_left_front", ms(1000)).poke("poke_right_front", ms(2000));
  EXPECT_THAT(script.told(s(4)), ElementsAre("trial 1: coordinated at 2000.000 ms",
                                             "left gets 5 ul at 2000.000 ms",
                                             "right gets 5 ul at 2000.000 ms"));
  EXPECT_EQ(script.next_trial(), s(5));
  EXPECT_EQ(script.target(), "back");
  script.poke("poke_left_back", ms(6000)).poke("poke_right_back", ms(7000) + us(1));
  EXPECT_THAT(script.told(s(8)), ElementsAre("trial 2: miss at 7000.000 ms"));
  EXPECT_EQ(script.next_trial(), s(10));
  EXPECT_EQ(script.target(), "front");  // it goes on after a failure, too
}

TEST(AlternatingSides, PokeAtTheOtherSideEndsTheTrialUnrewarded) {
  Script script(kAlternating, "alternating");
  script.poke("poke_left_front", ms(1000)).poke("poke_right_back", ms(1200));
  script.poke("poke_right_front", ms(1500));  // repenting is too late
  EXPECT_THAT(script.told(s(4)), ElementsAre("trial 1: error at 1200.000 ms"));
  EXPECT_EQ(script.next_trial(), ms(4200));
  script.poke("poke_right_front", ms(5000));
  EXPECT_THAT(script.told(s(6)), ElementsAre("trial 2: error at 5000.000 ms"));
}

TEST(AlternatingSides, MereAlternationAlwaysSucceeds) {
  Script script(kAlternating, "alternating");
  EXPECT_EQ(successes_of_mere_alternation(script, 200), 200U);
}

TEST(RandomSides, MereAlternationSucceedsNoMoreThanByChance) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Script script(kRandom, "random", seed);
    const std::size_t successes = successes_of_mere_alternation(script, 200);
    EXPECT_GT(successes, 70U);
    EXPECT_LT(successes, 130U);
    EXPECT_EQ(successes + script.count(Outcome::error), 200U);
  }
}

TEST(RandomSides, AnimalsThatKnowTheSideSucceedInEveryTrial) {
  Script script(kRandom, "random");
  Duration trial;
  for (int i = 0; i < 200; ++i) {
    both_poke(script, script.target(), trial);
    trial = script.next_trial();
  }
  EXPECT_EQ(script.count(Outcome::coordinated), 200U);
  EXPECT_EQ(script.rewards("left").size(), 200U);
  EXPECT_EQ(script.rewards("right"), script.rewards("left"));
}

TEST(RandomSides, PartnerComesWithinASecond) {
  for (const char* stage : {"random, lit", "random"}) {
    for (const Duration late : {us(0), us(1)}) {
      Script script(kRandom, stage);
      script.poke("poke_right_" + script.target(), ms(700));
      script.poke("poke_left_" + script.target(), ms(1700) + late);
      const char* outcome = late == us(0) ? "trial 1: coordinated at 1700.000 ms"
                                          : "trial 1: miss at 1700.000 ms";
      EXPECT_EQ(script.told(s(2)).front(), outcome) << stage;
      EXPECT_EQ(script.rewards("left").size(), late == us(0) ? 1U : 0U) << stage;
    }
  }
}

// The lengths of the runs of one side, whatever the animals do.
std::map<std::size_t, int> runs(Script& script, int trials) {
  std::map<std::size_t, int> lengths;
  std::size_t length = 0;
  Duration trial;
  std::string last = script.target();
  for (int i = 0; i < trials; ++i) {
    const std::string side = script.target();
    if (side != last) ++lengths[std::exchange(length, 0)];
    ++length;
    both_poke(script, i % 3 == 0 ? other(side) : side, trial);
    last = side;
    trial = script.next_trial();
  }
  return lengths;
}

TEST(RandomSides, NoSideComesMoreThanThreeTimesInARow) {
  for (const char* stage : {"random, lit", "random"}) {
    Script script(kRandom, stage);
    const std::map<std::size_t, int> lengths = runs(script, 300);
    ASSERT_FALSE(lengths.empty());
    EXPECT_EQ(lengths.begin()->first, 1U);
    EXPECT_EQ(lengths.rbegin()->first, 3U);  // it does come as often as that
  }
}

TEST(RandomSides, LightOfTheFirstStageShowsTheSide) {
  Script script(kRandom, "random, lit");
  Duration trial;
  std::map<std::string, int> sides;
  for (int i = 0; i < 80; ++i) {
    const std::string side = script.target();
    ++sides[side];
    EXPECT_EQ(script.lit("light_" + side), trial);
    EXPECT_NE(script.lit("light_" + other(side)), trial);
    both_poke(script, side, trial);
    trial = script.next_trial();
  }
  EXPECT_GT(sides["front"], 20);
  EXPECT_GT(sides["back"], 20);
  EXPECT_EQ(script.count(Outcome::coordinated), 80U);
}

TEST(RandomSides, SideThatIsNotLitIsAnError) {
  Script script(kRandom, "random, lit");
  both_poke(script, other(script.target()), Duration());
  script.until(s(2));
  EXPECT_EQ(script.count(Outcome::error), 1U);
  EXPECT_THAT(script.rewards("left"), IsEmpty());
}

}  // namespace
}  // namespace dyad::gallery
