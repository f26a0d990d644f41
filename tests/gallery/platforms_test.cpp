#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/script.hpp"

// Two rats that must be on their platforms at once for more than half a second.
namespace dyad::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kFile = "platforms-overlap.json";

TEST(Platforms, BothAreRewardedWhenTheyHaveStoodTogetherForMoreThanHalfASecond) {
  Script script(kFile, "together");
  script.hold("platform_left", ms(1000)).hold("platform_right", ms(2000));
  EXPECT_THAT(script.told(s(4)), ElementsAre("trial 1: coordinated at 2500.001 ms",
                                             "left gets 20 ul at 2500.001 ms",
                                             "right gets 20 ul at 2500.001 ms"));
}

TEST(Platforms, HalfASecondIsNotMoreThanHalfASecond) {
  Script script(kFile, "together");
  script.hold("platform_left", ms(1000)).hold("platform_right", ms(2000));
  script.release("platform_left", ms(2500));
  script.until(s(10));
  EXPECT_EQ(script.count(Outcome::coordinated), 0U);
  EXPECT_THAT(script.rewards("left"), IsEmpty());
  EXPECT_THAT(script.rewards("right"), IsEmpty());
}

TEST(Platforms, MicrosecondMoreIsEnough) {
  Script script(kFile, "together");
  script.hold("platform_left", ms(1000)).hold("platform_right", ms(2000));
  script.release("platform_left", ms(2500) + us(1)).until(s(10));
  EXPECT_EQ(script.count(Outcome::coordinated), 1U);
}

TEST(Platforms, TimeTogetherBeginsAnewWhenOneStepsDown) {
  Script script(kFile, "together");
  script.hold("platform_left", ms(1000)).hold("platform_right", ms(2000));
  script.release("platform_left", ms(2400)).hold("platform_left", ms(2600));
  EXPECT_THAT(script.told(s(4)), ElementsAre("trial 1: coordinated at 3100.001 ms",
                                             "left gets 20 ul at 3100.001 ms",
                                             "right gets 20 ul at 3100.001 ms"));
}

TEST(Platforms, RatThatStaysUpMustClimbAnewForTheNextReward) {
  Script script(kFile, "together");
  script.hold("platform_left", ms(1000)).hold("platform_right", ms(2000));
  script.release("platform_right", ms(3000)).hold("platform_right", ms(7000));
  script.release("platform_left", ms(9000)).hold("platform_left", ms(9500));
  script.until(s(20));
  EXPECT_THAT(script.rewards("left"),
              ElementsAre(ms(2500) + us(1), ms(10'000) + us(1)));
  EXPECT_EQ(script.rewards("right"), script.rewards("left"));
}

TEST(Platforms, RatMayWaitForItsPartnerForAsLongAsItLikes) {
  Script script(kFile, "together");
  script.hold("platform_left", s(1)).hold("platform_right", s(600));
  script.until(s(601));
  EXPECT_EQ(script.count(Outcome::miss), 0U);
  EXPECT_THAT(script.rewards("left"), ElementsAre(s(600) + ms(500) + us(1)));
}

TEST(Platforms, OneAfterTheOtherIsNotTogether) {
  Script script(kFile, "together");
  for (int i = 0; i < 10; ++i) {
    script.poke("platform_left", s(4 * i + 1), s(1));
    script.poke("platform_right", s(4 * i + 3), s(1));
  }
  script.until(s(60));
  EXPECT_EQ(script.count(Outcome::coordinated), 0U);
}

TEST(Platforms, SoloTrainingRewardsEachRatForItsOwnStay) {
  Script script(kFile, "each for itself");
  script.poke("platform_right", ms(500), ms(500));  // too short
  script.poke("platform_left", ms(1000), ms(500) + us(1));
  script.poke("platform_right", ms(5000), ms(800));
  EXPECT_THAT(script.told(s(7)), ElementsAre("left gets 20 ul at 1500.001 ms",
                                             "trial 1: coordinated at 5500.001 ms",
                                             "right gets 20 ul at 5500.001 ms"));
}

}  // namespace
}  // namespace dyad::gallery
