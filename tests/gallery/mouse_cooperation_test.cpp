#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/script.hpp"

// The UCLA mouse study and its two controls.
namespace dyad::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kStaircase = "mouse-cooperation-staircase.json";
constexpr const char* kSolo = "mouse-cooperation-solo.json";
constexpr const char* kBlocked = "mouse-cooperation-blocked-partner.json";

struct Step {
  const char* stage;
  Duration window;
  unsigned sessions;
};
constexpr std::array<Step, 3> kSteps{{{"cooperation 3 s", ms(3000), 5},
                                      {"cooperation 1.5 s", ms(1500), 10},
                                      {"cooperation 0.75 s", ms(750), 15}}};

TEST(MouseCooperation, StepsLastFiveTenAndFifteenSessions) {
  const config::Schedule schedule = read_schedule(kStaircase);
  for (const Step& step : kSteps) {
    EXPECT_EQ(stage_of(schedule, step.stage).sessions, step.sessions);
  }
}

TEST(MouseCooperation, BothAreRewardedUpToTheLastMicrosecondOfTheWindow) {
  for (const Step& step : kSteps) {
    Script script(kStaircase, step.stage);
    script.poke("poke_left", s(1)).poke("poke_right", s(1) + step.window);
    script.until(s(5));
    EXPECT_EQ(script.count(Outcome::coordinated), 1U) << step.stage;
    EXPECT_THAT(script.rewards("left"), ElementsAre(s(1) + step.window));
    EXPECT_THAT(script.rewards("right"), ElementsAre(s(1) + step.window));
  }
}

TEST(MouseCooperation, NobodyIsRewardedAMicrosecondAfterTheWindow) {
  for (const Step& step : kSteps) {
    Script script(kStaircase, step.stage);
    script.poke("poke_right", s(1)).poke("poke_left", s(1) + step.window + us(1));
    script.until(s(5));
    EXPECT_EQ(script.count(Outcome::miss), 1U) << step.stage;
    EXPECT_THAT(script.rewards("left"), IsEmpty());
    EXPECT_THAT(script.rewards("right"), IsEmpty());
  }
}

TEST(MouseCooperation, LastStepGoesFromTrialToTrialLikeThis) {
  Script script(kStaircase, "cooperation 0.75 s");
  script.poke("poke_left", ms(1000)).poke("poke_right", ms(1400));
  script.poke("poke_left", ms(3000));   // between trials: nothing
  script.poke("poke_right", ms(7000));  // trial 2 began at 6.4 s
  script.poke("poke_right", ms(7500));  // its own second poke is no partner's
  script.poke("poke_left", ms(8000));   // too late
  script.poke("poke_left", ms(13000)).poke("poke_right", ms(13000));
  EXPECT_THAT(
      script.told(s(14)),
      ElementsAre("trial 1: coordinated at 1400.000 ms",
                  "left gets 5 ul at 1400.000 ms", "right gets 5 ul at 1400.000 ms",
                  "trial 2: miss at 7750.000 ms",
                  "trial 3: coordinated at 13000.000 ms",
                  "left gets 5 ul at 13000.000 ms", "right gets 5 ul at 13000.000 ms"));
}

TEST(MouseCooperation, ShapingPaysEachMouseForItsOwnFirstPoke) {
  Script script(kStaircase, "solo shaping");
  script.poke("poke_right", ms(1000)).poke("poke_right", ms(1500));
  script.poke("poke_left", ms(2000));
  script.poke("poke_left", ms(8000));  // trial 2, in which the right mouse sleeps
  EXPECT_THAT(script.told(s(12)), ElementsAre("right gets 5 ul at 1000.000 ms",
                                              "trial 1: coordinated at 2000.000 ms",
                                              "left gets 5 ul at 2000.000 ms",
                                              "left gets 5 ul at 8000.000 ms",
                                              "trial 2: miss at 11000.000 ms"));
}

TEST(MouseCooperation, SessionLastsThirtyMinutes) {
  Script script(kStaircase, "cooperation 0.75 s");
  script.until(s(1800) - us(1));
  EXPECT_EQ(script.ended(), std::nullopt);
  script.until(s(1800));
  EXPECT_EQ(script.ended(), EndReason::duration);
}

TEST(SoloControl, PaysEachMouseWhateverTheOtherDoes) {
  Script script(kSolo, "each for itself");
  script.poke("poke_left", ms(1000));                               // alone
  script.poke("poke_right", ms(7000)).poke("poke_left", ms(7750));  // at the end
  script.poke("poke_right", ms(13000)).poke("poke_left", ms(13750) + us(1));
  EXPECT_THAT(
      script.told(s(16)),
      ElementsAre("left gets 5 ul at 1000.000 ms", "trial 1: miss at 1750.000 ms",
                  "right gets 5 ul at 7000.000 ms",
                  "trial 2: coordinated at 7750.000 ms",
                  "left gets 5 ul at 7750.000 ms", "right gets 5 ul at 13000.000 ms",
                  "trial 3: miss at 13750.000 ms"));
}

TEST(SoloControl, MouseAloneIsPaidForEachFirstPoke) {
  for (const std::string seat : {"left", "right"}) {
    Script script(kSolo, seat + " alone");
    script.poke("poke_" + seat, ms(1000)).poke("poke_" + seat, ms(2000));
    script.poke("poke_" + seat, ms(6000) + us(1));
    EXPECT_THAT(script.told(s(8)), ElementsAre("trial 1: coordinated at 1000.000 ms",
                                               seat + " gets 5 ul at 1000.000 ms",
                                               "trial 2: coordinated at 6000.001 ms",
                                               seat + " gets 5 ul at 6000.001 ms"));
  }
}

TEST(BlockedPartner, HasTheRuleOfTheLastStepBehindAnOpaqueDivider) {
  const config::Schedule blocked = read_schedule(kBlocked);
  const config::Schedule staircase = read_schedule(kStaircase);
  EXPECT_EQ(blocked.stages.front().rules, staircase.stages.back().rules);
  EXPECT_EQ(blocked.stages.front().limits, staircase.stages.back().limits);
  EXPECT_THAT(blocked.stages.front().labels.entries,
              testing::Contains(testing::Pair("barrier", "opaque")));
}

TEST(BlockedPartner, BothAreRewardedWithinTheWindowAndNotAfterIt) {
  Script script(kBlocked, "cooperation 0.75 s, blocked");
  script.poke("poke_left", ms(1000)).poke("poke_right", ms(1750));
  script.poke("poke_left", ms(7000)).poke("poke_right", ms(7750) + us(1));
  EXPECT_THAT(script.told(s(10)), ElementsAre("trial 1: coordinated at 1750.000 ms",
                                              "left gets 5 ul at 1750.000 ms",
                                              "right gets 5 ul at 1750.000 ms",
                                              "trial 2: miss at 7750.000 ms"));
}

}  // namespace
}  // namespace dyad::gallery
