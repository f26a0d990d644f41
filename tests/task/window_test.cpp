#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SessionStart, BeginsTheFirstTrialAtOnce) {
  Story story(pair_plan());
  EXPECT_THAT(story.notes(), ElementsAre("0 #0 session_start", "0 #1 trial_start"));
  EXPECT_EQ(story.engine().next_deadline(), Time::from_us(60'000'000));
}

TEST(CoordinationWindow, IsOpenedByTheFirstResponse) {
  Story story = begun(pair_plan());
  story.poke(1, 2'000'000, 3);
  EXPECT_THAT(story.notes(),
              ElementsAre("2000000 #1 response 1 first dt=0+-0",
                          "2000000 #1 window_open first=1 closes=2750000"));
  EXPECT_THAT(story.commands(), IsEmpty());
  EXPECT_EQ(story.engine().view().window_closes_at, Time::from_us(2'750'000));
}

TEST(CoordinationWindow, PartnerInsideItMakesTheTrialCoordinated) {
  Story story = begun(pair_plan());
  story.poke(0, 1'000'000, 3).notes();
  story.poke(1, 1'200'000, 4);
  EXPECT_THAT(story.notes(),
              ElementsAre("1200000 #1 response 1 partner dt=200000+-7",
                          "1200000 #1 outcome coordinated first=0 0:1000000 1:1200000 "
                          "dt=200000+-7",
                          "1200000 #1 iti_start until=2200000"));
  EXPECT_THAT(story.commands(),
              ElementsAre("1200000 #1 reward token=1 ch10 40000us to 0 4000nl",
                          "1200000 #1 reward token=2 ch11 40000us to 1 4000nl"));
}

TEST(CoordinationWindow, SecondPokeAtTheBoundaryIsRewarded) {
  Story story = begun(pair_plan());
  story.poke(0, 1'000'000).poke(1, 1'750'000);
  EXPECT_THAT(story.notes(),
              Contains("1750000 #1 outcome coordinated first=0 0:1000000 1:1750000 "
                       "dt=750000+-0 ambiguous"));
  EXPECT_EQ(story.commands().size(), 2U);
}

TEST(CoordinationWindow, SecondPokeOneMicrosecondBeforeTheBoundaryIsRewarded) {
  Story story = begun(pair_plan());
  story.poke(0, 1'000'000).poke(1, 1'749'999);
  EXPECT_THAT(story.notes(),
              Contains("1749999 #1 outcome coordinated first=0 0:1000000 "
                       "1:1749999 dt=749999+-0"));
}

TEST(CoordinationWindow, SecondPokeOneMicrosecondAfterTheBoundaryIsAMiss) {
  Story story = begun(pair_plan());
  story.poke(0, 1'000'000).notes();
  story.poke(1, 1'750'001);
  EXPECT_THAT(story.notes(), ElementsAre("1750000 #1 outcome miss first=0 0:1000000",
                                         "1750000 #1 iti_start until=2750000",
                                         "1750001 #1 response 1 late dt=750001+-0"));
  EXPECT_THAT(story.commands(), IsEmpty());
}

TEST(CoordinationWindow, PokesAtOneInstantAreCoordinatedInTheOrderFed) {
  Story story = begun(pair_plan());
  story.poke(1, 1'000'000).poke(0, 1'000'000);
  EXPECT_THAT(
      story.notes(),
      Contains("1000000 #1 outcome coordinated first=1 0:1000000 1:1000000 dt=0+-0"));
}

TEST(CoordinationWindow, OfZeroLengthTakesOnlyPokesAtTheSameInstant) {
  Plan plan = pair_plan();
  plan.rule().window = Duration();
  Story story = begun(plan);
  story.poke(0, 10).poke(1, 10).notes();
  story.poke(0, 2'000'000).notes();
  story.poke(1, 2'000'001);
  EXPECT_THAT(story.notes(), Contains("2000000 #2 outcome miss first=0 0:999990"));
}

TEST(CoordinationWindow, NextTrialBeginsAfterTheIti) {
  Story story = begun(pair_plan());
  story.poke(0, 1'000'000).poke(1, 1'100'000).notes();
  story.until(2'100'000);
  EXPECT_THAT(story.notes(), ElementsAre("2100000 #2 trial_start"));
}

TEST(CoordinationWindow, LatenciesCountFromTheTrialsStart) {
  Story story = begun(pair_plan());
  story.poke(0, 1'000'000).poke(1, 1'000'000);
  story.poke(1, 2'500'000).poke(0, 2'600'000);
  EXPECT_THAT(story.notes(), Contains("2600000 #2 outcome coordinated first=1 0:600000 "
                                      "1:500000 dt=100000+-0"));
}

TEST(CoordinationWindow, ReleasesAndOtherChannelsLeadToNothing) {
  Story story = begun(pair_plan());
  story.edge(0, false, 1000).edge(20, true, 2000);
  EXPECT_THAT(story.notes(), IsEmpty());
}

TEST(GroupOfThree, NeedsEverySubject) {
  Story story = begun(pair_plan(3));
  story.poke(2, 1'000'000).poke(0, 1'100'000).notes();
  story.poke(1, 1'750'000, 5);
  EXPECT_THAT(story.notes(),
              ElementsAre("1750000 #1 response 1 partner dt=750000+-5",
                          "1750000 #1 outcome coordinated first=2 0:1100000 1:1750000 "
                          "2:1000000 dt=750000+-5 ambiguous",
                          "1750000 #1 iti_start until=2750000"));
  EXPECT_EQ(story.commands().size(), 3U);
}

TEST(GroupOfThree, MissIsChargedToThoseWhoDidNotRespond) {
  Story story = begun(pair_plan(3));
  story.poke(2, 1'000'000).poke(0, 1'100'000).until(1'750'000).notes();
  story.poke(0, 1'800'000).poke(1, 1'900'000);
  EXPECT_THAT(story.notes(), ElementsAre("1800000 #1 response 0 ignored",
                                         "1900000 #1 response 1 late dt=900000+-0"));
}

TEST(RepeatResponse, OfTheFirstResponderIsIgnoredByDefault) {
  Story story = begun(pair_plan());
  story.poke(0, 1'000'000).notes();
  story.poke(0, 1'500'000).poke(1, 1'750'001);
  EXPECT_THAT(story.notes(), ElementsAre("1500000 #1 response 0 repeat dt=500000+-0",
                                         "1750000 #1 outcome miss first=0 0:1000000",
                                         "1750000 #1 iti_start until=2750000",
                                         "1750001 #1 response 1 late dt=750001+-0"));
}

TEST(RepeatResponse, OfTheFirstResponderCanRestartTheWindow) {
  Plan plan = pair_plan();
  plan.rule().repeat_response = config::RepeatResponse::restart_window;
  Story story = begun(plan);
  story.poke(0, 1'000'000).notes();
  story.poke(0, 1'750'000).poke(1, 2'500'000, 2);
  EXPECT_THAT(story.notes(),
              ElementsAre("1750000 #1 response 0 repeat dt=750000+-0",
                          "1750000 #1 window_open first=0 closes=2500000",
                          "2500000 #1 response 1 partner dt=750000+-2",
                          "2500000 #1 outcome coordinated first=0 0:1750000 1:2500000 "
                          "dt=750000+-2 ambiguous",
                          "2500000 #1 iti_start until=3500000"));
}

TEST(RepeatResponse, RestartForgetsThePartnersThatHadResponded) {
  Plan plan = pair_plan(3);
  plan.rule().repeat_response = config::RepeatResponse::restart_window;
  Story story = begun(plan);
  story.poke(0, 1'000'000).poke(1, 1'100'000).poke(0, 1'200'000).poke(2, 1'300'000);
  story.notes();
  story.poke(1, 1'400'000);
  EXPECT_THAT(story.notes(),
              ElementsAre("1400000 #1 response 1 partner dt=200000+-0",
                          "1400000 #1 outcome coordinated first=0 0:1200000 1:1400000 "
                          "2:1300000 dt=200000+-0",
                          "1400000 #1 iti_start until=2400000"));
}

TEST(RepeatResponse, OfAPartnerNeverRestartsTheWindow) {
  Plan plan = pair_plan(3);
  plan.rule().repeat_response = config::RepeatResponse::restart_window;
  Story story = begun(plan);
  story.poke(0, 1'000'000).poke(1, 1'100'000).notes();
  story.poke(1, 1'200'000);
  EXPECT_THAT(story.notes(), ElementsAre("1200000 #1 response 1 repeat dt=200000+-0"));
  EXPECT_EQ(story.engine().view().window_closes_at, Time::from_us(1'750'000));
}

TEST(LateResponse, IsDroppedByDefault) {
  Story story = begun(pair_plan());
  story.poke(0, 1'000'000).poke(1, 1'800'000).poke(1, 1'900'000).poke(0, 2'000'000);
  story.notes();
  story.until(2'750'000);
  EXPECT_THAT(story.notes(), ElementsAre("2750000 #2 trial_start"));
}

TEST(LateResponse, CanOpenTheNextTrial) {
  Plan plan = pair_plan();
  plan.rule().late_response = config::LateResponse::open_next_trial;
  Story story = begun(plan);
  story.poke(0, 1'000'000).until(1'750'000).notes();
  story.poke(1, 1'800'000).poke(0, 1'900'000);
  EXPECT_THAT(
      story.notes(),
      ElementsAre("1800000 #1 response 1 late dt=800000+-0", "1800000 #2 trial_start",
                  "1800000 #2 window_open first=1 closes=2550000",
                  "1900000 #2 response 0 partner dt=100000+-0",
                  "1900000 #2 outcome coordinated first=1 0:100000 1:0 "
                  "dt=100000+-0",
                  "1900000 #2 iti_start until=2900000"));
}

TEST(LateResponse, OfASubjectThatWasInTimeOpensNothing) {
  Plan plan = pair_plan();
  plan.rule().late_response = config::LateResponse::open_next_trial;
  Story story = begun(plan);
  story.poke(0, 1'000'000).until(1'750'000).notes();
  story.poke(0, 1'800'000);
  EXPECT_THAT(story.notes(), ElementsAre("1800000 #1 response 0 ignored"));
}

TEST(LateResponse, ThereIsNoneAfterACoordinatedTrial) {
  Plan plan = pair_plan();
  plan.rule().late_response = config::LateResponse::open_next_trial;
  Story story = begun(plan);
  story.poke(0, 1'000'000).poke(1, 1'100'000).notes();
  story.poke(1, 1'200'000);
  EXPECT_THAT(story.notes(), ElementsAre("1200000 #1 response 1 ignored"));
}

TEST(IndividualContingency, RewardsEachSubjectAtItsOwnFirstResponse) {
  Plan plan = pair_plan();
  plan.rule().contingency = config::Contingency::individual;
  Story story = begun(plan);
  story.poke(1, 1'000'000).poke(1, 1'100'000).poke(0, 1'200'000);
  EXPECT_THAT(story.commands(),
              ElementsAre("1000000 #1 reward token=1 ch11 40000us to 1 4000nl",
                          "1200000 #1 reward token=2 ch10 40000us to 0 4000nl"));
  EXPECT_THAT(story.notes(),
              Contains("1200000 #1 outcome coordinated first=1 0:1200000 1:1000000 "
                       "dt=200000+-0"));
}

TEST(IndividualContingency, RewardsOncePerTrialThoughTheWindowRestarts) {
  Plan plan = pair_plan();
  plan.rule().contingency = config::Contingency::individual;
  plan.rule().repeat_response = config::RepeatResponse::restart_window;
  Story story = begun(plan);
  story.poke(0, 1'000'000).poke(0, 1'100'000).poke(0, 1'200'000);
  EXPECT_EQ(story.commands().size(), 1U);
}

TEST(IndividualContingency, DecidesAMissInTheSameWay) {
  Plan plan = pair_plan();
  plan.rule().contingency = config::Contingency::individual;
  Story story = begun(plan);
  story.poke(0, 1'000'000).until(1'750'000);
  EXPECT_THAT(story.notes(), Contains("1750000 #1 outcome miss first=0 0:1000000"));
}

TEST(Reward, OfZeroVolumeIsNoCommand) {
  Plan plan = pair_plan();
  for (Payment& reward : plan.rule().rewards) reward.volume_nl = 0;
  Story story = begun(plan);
  story.poke(0, 1000).poke(1, 2000);
  EXPECT_THAT(story.commands(), IsEmpty());
}

}  // namespace
}  // namespace dyad::task
