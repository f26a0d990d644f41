#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dyad/task/tally.hpp"
#include "task/story.hpp"

// Water that a person gives. A valve of these stories is open for 40 ms and rests 20
// ms.
namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ManualReward, IsGivenAtOnceAndTheTrialGoesOn) {
  Story story = begun(pair_plan());
  story.give(1, 5000).poke(0, 100'000).poke(1, 200'000);
  EXPECT_THAT(story.commands(),
              ElementsAre("5000 #1 manual_reward token=1 ch11 40000us to 1 4000nl",
                          "200000 #1 reward token=2 ch10 40000us to 0 4000nl",
                          "200000 #1 reward token=3 ch11 40000us to 1 4000nl"));
}

TEST(ManualReward, WaitsUntilTheValveHasClosed) {
  Story story = begun(pair_plan());
  story.poke(0, 100).poke(1, 200).commands();
  story.give(0, 1000).until(60'199);
  EXPECT_THAT(story.commands(), IsEmpty());
  story.until(60'200);
  EXPECT_THAT(story.commands(),
              ElementsAre("60200 #1 manual_reward token=3 ch10 40000us to 0 4000nl"));
}

TEST(ManualReward, WhatIsEarnedMeanwhileWaitsBehindItAndTheIntervalToo) {
  Story story = begun(pair_plan());
  story.give(0, 1000).poke(0, 2000).poke(1, 3000).until(61'000);
  EXPECT_THAT(story.commands(),
              ElementsAre("1000 #1 manual_reward token=1 ch10 40000us to 0 4000nl",
                          "3000 #1 reward token=2 ch11 40000us to 1 4000nl",
                          "61000 #1 reward token=3 ch10 40000us to 0 4000nl"));
  EXPECT_THAT(story.notes(), Contains("61000 #1 iti_start until=1061000"));
}

TEST(ManualReward, FindsItsPlaceBetweenThePulsesOfAnEarnedOne) {
  Plan plan = pair_plan();
  plan.rule().reward_pulses = 2;
  plan.rule().reward_gap = Duration::from_ms(30);
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200).commands();
  story.give(0, 1000).until(500'000);
  EXPECT_THAT(story.commands(),
              ElementsAre("60200 #1 manual_reward token=3 ch10 40000us to 0 4000nl",
                          "70200 #1 reward token=4 ch11 40000us to 1 4000nl",
                          "120200 #1 reward token=5 ch10 40000us to 0 4000nl"));
}

TEST(ManualReward, OneMayWaitForTheValveAndNoMore) {
  Story story = begun(pair_plan());
  story.give(0, 1000).give(0, 2000).notes();
  story.give(0, 3000).give(1, 4000);
  EXPECT_THAT(story.notes(), ElementsAre("3000 #1 reward_withheld busy 0"));
  story.until(200'000);
  EXPECT_THAT(story.commands(),
              ElementsAre("1000 #1 manual_reward token=1 ch10 40000us to 0 4000nl",
                          "4000 #1 manual_reward token=2 ch11 40000us to 1 4000nl",
                          "61000 #1 manual_reward token=3 ch10 40000us to 0 4000nl"));
}

TEST(ManualReward, IsGivenInAPauseAndAPauseLosesNoneThatWaits) {
  Story story = begun(pair_plan());
  story.poke(0, 100).poke(1, 200).give(0, 1000).tell(OperatorAction::pause, 2000);
  story.commands();
  story.give(1, 500'000);
  EXPECT_THAT(story.commands(),
              ElementsAre("60200 #1 manual_reward token=3 ch10 40000us to 0 4000nl",
                          "500000 #1 manual_reward token=4 ch11 40000us to 1 4000nl"));
}

TEST(ManualReward, TheSessionsEndLosesOneThatWaits) {
  Story story = begun(pair_plan());
  story.poke(0, 100).poke(1, 200).give(0, 1000).notes();
  story.tell(OperatorAction::end, 2000);
  EXPECT_THAT(story.notes(), Contains("2000 #1 reward_withheld ended 0"));
}

TEST(ManualReward, CountsTowardsTheAnimalsWaterButIsNotEarned) {
  Plan plan = pair_plan();
  plan.max_volume_nl = 8000;
  plan.max_rewards = 2;
  Story story = begun(plan);
  story.give(0, 1000).give(0, 200'000).notes();
  story.give(0, 400'000);
  EXPECT_THAT(story.notes(), ElementsAre("400000 #1 reward_withheld cap 0"));
  story.poke(0, 500'000).poke(1, 600'000).until(5'000'000);
  EXPECT_THAT(story.notes(), Contains("600000 #1 session_end max_volume"));
}

TEST(ManualReward, CountsWhatIsStillToBeGivenTowardsTheLimit) {
  Plan plan = pair_plan();
  plan.max_volume_nl = 7000;
  plan.rule().reward_delay = Duration::from_ms(3000);
  Story story = begun(plan);
  story.poke(0, 1000).poke(1, 2000).notes();
  story.give(0, 3000);
  EXPECT_THAT(story.notes(), ElementsAre("3000 #1 reward_withheld cap 0"));
}

TEST(ManualReward, TheTallyCountsItApart) {
  Tally tally;
  Command command;
  command.trial = 1;
  command.subject = 0;
  command.volume_nl = 4000;
  for (const CommandKind kind :
       {CommandKind::reward, CommandKind::manual_reward, CommandKind::pulse}) {
    command.kind = kind;
    tally.add(command);
  }
  EXPECT_EQ(tally.rewards[0], 1U);
  EXPECT_EQ(tally.manual_rewards[0], 1U);
  EXPECT_EQ(tally.volume_nl[0], 8000U);
}

TEST(ManualReward, ToASubjectThatIsNotThereIsRefused) {
  Plan plan = pair_plan();
  plan.present = 0b01;
  Story story = begun(plan);
  Input input;
  input.time = Time::from_us(10);
  input.kind = InputKind::operator_action;
  input.action = OperatorAction::give_reward;
  input.open = Duration::from_ms(1);
  input.subject = 1;
  EXPECT_STREQ(story.engine().refusal(input),
               "a reward is given to a subject that is not there");
  input.subject = kNoSubject;
  EXPECT_NE(story.engine().refusal(input), nullptr);
  input.subject = 0;
  EXPECT_EQ(story.engine().refusal(input), nullptr);
  input.open = Duration();
  EXPECT_NE(story.engine().refusal(input), nullptr);
}

}  // namespace
}  // namespace dyad::task
