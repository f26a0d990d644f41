#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Ambiguous, IsACoordinatedTrialWithinItsUncertaintyOfTheBoundary) {
  Story story(pair_plan());
  story.poke(0, 1'000'000, 3).poke(1, 1'749'993, 4);
  EXPECT_THAT(story.notes(), Contains(HasSubstr("dt=749993+-7 ambiguous")));
}

TEST(Ambiguous, IsNotACoordinatedTrialOneMicrosecondFurtherAway) {
  Story story(pair_plan());
  story.poke(0, 1'000'000, 3).poke(1, 1'749'992, 4);
  EXPECT_THAT(story.notes(), Not(Contains(HasSubstr("ambiguous"))));
}

TEST(Ambiguous, BecomesAMissWhenAChargedSubjectRespondsWithinTheUncertainty) {
  Story story(pair_plan());
  story.poke(0, 1'000'000, 3).until(1'750'000).notes();
  story.poke(1, 1'750'007, 4);
  EXPECT_THAT(story.notes(), ElementsAre("1750007 #1 ambiguous boundary",
                                         "1750007 #1 response 1 late dt=750007+-7"));
}

TEST(Ambiguous, IsNotAMissOneMicrosecondFurtherAway) {
  Story story(pair_plan());
  story.poke(0, 1'000'000, 3).until(1'750'000).notes();
  story.poke(1, 1'750'008, 4).poke(1, 1'750'009, 100);
  EXPECT_THAT(story.notes(), Not(Contains(HasSubstr("ambiguous"))));
}

TEST(Ambiguous, IsNoMatterOfASubjectThatWasInTime) {
  Story story(pair_plan());
  story.poke(0, 1'000'000, 3).until(1'750'000).poke(0, 1'750'001, 4);
  EXPECT_THAT(story.notes(), Not(Contains(HasSubstr("ambiguous"))));
}

TEST(Ambiguous, BecomesAMissThoughTheNextTrialHasBegun) {
  Plan plan = pair_plan();
  plan.rule().iti.fill({});
  Story story(plan);
  story.poke(0, 1'000'000, 3).until(1'750'000).notes();
  story.poke(1, 1'750'001, 1);
  EXPECT_THAT(story.notes(),
              ElementsAre("1750001 #1 ambiguous boundary",
                          "1750001 #2 response 1 first dt=0+-0",
                          "1750001 #2 window_open first=1 closes=2500001"));
}

TEST(Ambiguous, IsSaidOnceOfATrial) {
  Story story(pair_plan(3));
  story.poke(0, 1'000'000, 3).until(1'750'000).notes();
  story.poke(1, 1'750'001, 3).poke(2, 1'750'001, 3);
  story.tell(OperatorAction::mark_lost_input, 1'750'001);
  EXPECT_THAT(story.notes(), ElementsAre("1750001 #1 ambiguous boundary",
                                         "1750001 #1 response 1 late dt=750001+-6",
                                         "1750001 #1 response 2 late dt=750001+-6"));
}

TEST(Ambiguous, AGroupIsWhenAnyPartnerIsWithinItsUncertainty) {
  Story story(pair_plan(3));
  story.poke(0, 1'000'000).poke(1, 1'749'000, 2000).poke(2, 1'749'500, 1);
  EXPECT_THAT(story.notes(), Contains(HasSubstr("dt=749500+-1 ambiguous")));
}

TEST(Ambiguous, APartnerNearTheBoundaryDoesNotMakeAMissSo) {
  Story story(pair_plan(3));
  story.poke(0, 1'000'000).poke(1, 1'749'999, 5).until(1'750'000);
  EXPECT_THAT(story.notes(),
              Contains("1750000 #1 outcome miss first=0 0:1000000 1:1749999"));
}

TEST(Ambiguous, ARestartedWindowForgetsAPartnerNearTheBoundary) {
  Plan plan = pair_plan(3);
  plan.rule().repeat_response = config::RepeatResponse::restart_window;
  Story story(plan);
  story.poke(0, 1'000'000).poke(1, 1'749'999, 5).poke(0, 1'750'000);
  story.poke(1, 1'800'000).poke(2, 1'800'000);
  EXPECT_THAT(story.notes(),
              Contains("1800000 #1 outcome coordinated first=0 0:1750000 1:1800000 "
                       "2:1800000 dt=50000+-0"));
}

TEST(MarkLostInput, MakesTheTrialInProgressAmbiguous) {
  Story story(pair_plan());
  story.poke(0, 1'000'000).notes();
  story.tell(OperatorAction::mark_lost_input, 1'100'000).poke(1, 1'200'000);
  EXPECT_THAT(story.notes(),
              ElementsAre("1100000 #1 ambiguous lost_input",
                          "1200000 #1 response 1 partner dt=200000+-0",
                          "1200000 #1 outcome coordinated first=0 0:1000000 1:1200000 "
                          "dt=200000+-0 ambiguous",
                          "1200000 #1 iti_start until=2200000"));
}

TEST(MarkLateInput, InTheItiMakesTheLastTrialAmbiguous) {
  Story story(pair_plan());
  story.poke(0, 1'000'000).until(1'750'000).notes();
  story.tell(OperatorAction::mark_late_input, 1'800'000);
  EXPECT_THAT(story.notes(), ElementsAre("1800000 #1 ambiguous late_input"));
}

TEST(MarkLateInput, DoesNotOutlastItsTrial) {
  Story story(pair_plan());
  story.tell(OperatorAction::mark_late_input, 1000).poke(0, 2000).poke(1, 3000);
  story.notes();
  story.poke(0, 2'000'000).poke(1, 2'000'100);
  EXPECT_THAT(story.notes(), Not(Contains(HasSubstr("ambiguous"))));
}

}  // namespace
}  // namespace dyad::task
