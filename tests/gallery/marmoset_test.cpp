#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/script.hpp"

// Two marmosets that pull their levers within a second.
namespace dyad::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kFile = "marmoset-lever-pull.json";
constexpr const char* kMutual = "mutual cooperation";

TEST(Marmosets, RewardComesASecondAfterTheSecondPull) {
  Script script(kFile, kMutual);
  script.poke("lever_left", ms(1000)).poke("lever_right", ms(2000));
  EXPECT_THAT(script.told(ms(2999)),
              ElementsAre("trial 1: coordinated at 2000.000 ms"));
  EXPECT_THAT(script.told(ms(4000)), ElementsAre("left gets 20 ul at 3000.000 ms",
                                                 "right gets 20 ul at 3000.000 ms"));
}

TEST(Marmosets, PullAMicrosecondAfterTheWindowIsNotRewarded) {
  Script script(kFile, kMutual);
  script.poke("lever_left", ms(1000)).poke("lever_right", ms(2000) + us(1));
  EXPECT_THAT(script.told(ms(2500)), ElementsAre("trial 1: miss at 2000.000 ms"));
}

TEST(Marmosets, RepeatedPullBeginsTheWindowAnew) {
  Script script(kFile, kMutual);
  script.poke("lever_left", ms(1000)).poke("lever_left", ms(1900));
  script.poke("lever_right", ms(2900));
  EXPECT_THAT(script.told(s(4)), ElementsAre("trial 1: coordinated at 2900.000 ms",
                                             "left gets 20 ul at 3900.000 ms",
                                             "right gets 20 ul at 3900.000 ms"));
}

TEST(Marmosets, RepeatedPullDoesNotCarryTheWindowFurtherThanASecond) {
  Script script(kFile, kMutual);
  script.poke("lever_left", ms(1000)).poke("lever_left", ms(1900));
  script.poke("lever_right", ms(2900) + us(1));
  EXPECT_THAT(script.told(ms(2950)), ElementsAre("trial 1: miss at 2900.000 ms"));
}

TEST(Marmosets, LatePullOpensTheNextTrial) {
  Script script(kFile, kMutual);
  script.poke("lever_left", ms(1000));
  script.poke("lever_right", ms(2500));  // too late for trial 1
  script.poke("lever_left", ms(3500));   // just in time for trial 2
  EXPECT_THAT(
      script.told(s(5)),
      ElementsAre("trial 1: miss at 2000.000 ms", "trial 2: coordinated at 3500.000 ms",
                  "left gets 20 ul at 4500.000 ms", "right gets 20 ul at 4500.000 ms"));
}

TEST(Marmosets, WindowThatALatePullOpensLastsASecond) {
  Script script(kFile, kMutual);
  script.poke("lever_left", ms(1000)).poke("lever_right", ms(2500));
  script.poke("lever_left", ms(3500) + us(1));
  EXPECT_THAT(script.told(ms(3510)), ElementsAre("trial 1: miss at 2000.000 ms",
                                                 "trial 2: miss at 3500.000 ms"));
}

TEST(Marmosets, PullOfTheOneThatWasInTimeOpensNothingInTheInterval) {
  Script script(kFile, kMutual);
  script.poke("lever_left", ms(1000)).poke("lever_left", ms(2500));
  script.poke("lever_right", ms(4100));  // trial 2, which began at 4 s
  script.poke("lever_left", ms(4200));
  script.until(s(6));
  EXPECT_THAT(script.rewards("left"), ElementsAre(ms(5200)));
}

TEST(Marmosets, TrainingStagesDecideATrialInTheSameWay) {
  for (const config::Stage& stage : read_schedule(kFile).stages) {
    Script script(kFile, stage.name);
    script.poke("lever_left", s(1)).poke("lever_left", ms(1900));  // anew
    script.poke("lever_right", ms(2900) + us(1));                  // too late
    script.poke("lever_left", ms(3900) + us(1));                   // in time
    EXPECT_THAT(script.told(ms(3950)),
                testing::IsSupersetOf({"trial 1: miss at 2900.000 ms",
                                       "trial 2: coordinated at 3900.001 ms"}))
        << stage.name;
  }
}

TEST(Marmosets, SessionEndsAfterFiveHundredTrials) {
  Script script(kFile, kMutual);
  Duration trial;
  for (int i = 1; i < 500; ++i) {
    script.poke("lever_left", trial + ms(100)).poke("lever_right", trial + ms(200));
    trial = script.next_trial();
  }
  script.poke("lever_left", trial + ms(100)).poke("lever_right", trial + ms(200));
  script.until(trial + s(30));
  EXPECT_EQ(script.count(Outcome::coordinated), 500U);
  EXPECT_EQ(script.rewards("right").size(), 500U);  // the last one is given, too
  EXPECT_EQ(script.ended(), EndReason::max_trials);
}

TEST(Marmosets, AutomatedPartnerEarnsTheAnimalItsRewardAndNothingForItself) {
  Script script(kFile, "automated partner");
  script.poke("lever_left", ms(1000)).poke("lever_right", ms(1300));
  EXPECT_THAT(script.told(s(3)), ElementsAre("trial 1: coordinated at 1300.000 ms",
                                             "left gets 20 ul at 2300.000 ms"));
}

TEST(Marmosets, AutomatedPartnerAnswersWithinTheWindow) {
  const config::Schedule schedule = read_schedule(kFile);
  const config::Stage& stage = stage_of(schedule, "automated partner");
  ASSERT_EQ(stage.partners.size(), 1U);
  const config::Partner& partner = stage.partners.front();
  EXPECT_EQ(partner.seat, "right");
  EXPECT_EQ(partner.kind, config::PartnerKind::lag);
  EXPECT_EQ(partner.lag.low, ms(300));
  EXPECT_EQ(partner.lag.high, ms(800));
  EXPECT_LE(partner.lag.high, stage.rules.front().window);
}

TEST(Marmosets, SelfRewardPaysEachPullerForItsOwnPull) {
  Script script(kFile, "self reward");
  script.poke("lever_right", ms(1000));
  script.until(s(2));
  EXPECT_THAT(script.rewards("right"), ElementsAre(ms(2000)));
  EXPECT_THAT(script.rewards("left"), IsEmpty());
}

}  // namespace
}  // namespace dyad::gallery
