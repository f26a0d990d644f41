#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr ChannelIndex kLickLeft = 6;
constexpr ChannelIndex kLight = 20;

Plan quick_plan() {
  Plan plan = pair_plan();
  plan.rule().iti.fill(config::Interval::fixed(Duration::from_us(50)));
  return plan;
}

TEST(RewardDelay, IsFromTheEarningToTheDelivery) {
  Plan plan = quick_plan();
  plan.rule().reward_delay = Duration::from_us(1000);
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200).until(1199);
  EXPECT_THAT(story.commands(), IsEmpty());
  story.until(1200);
  EXPECT_THAT(story.commands(),
              ElementsAre("1200 #1 reward token=1 ch10 40000us to 0 4000nl",
                          "1200 #1 reward token=2 ch11 40000us to 1 4000nl"));
}

TEST(RewardDelay, TheIntervalBeginsWithTheDelivery) {
  Plan plan = quick_plan();
  plan.rule().reward_delay = Duration::from_us(1000);
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200).poke(0, 300).until(1200);
  const auto notes = story.notes();
  EXPECT_THAT(notes, Contains("300 #1 response 0 ignored"));
  EXPECT_THAT(notes, Contains("1200 #1 iti_start until=1250"));
}

TEST(RewardDelay, APauseLosesWhatWasNotGivenYet) {
  Plan plan = quick_plan();
  plan.rule().reward_delay = Duration::from_us(1000);
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200).notes();
  story.tell(OperatorAction::pause, 1100);
  EXPECT_THAT(story.notes(), ElementsAre("1100 #1 reward_withheld ended 0",
                                         "1100 #1 reward_withheld ended 1",
                                         "1100 #1 paused operator"));
  story.until(5000);
  EXPECT_THAT(story.commands(), IsEmpty());
}

TEST(RewardDelay, OfASingleResponseRunsWhileTheTrialGoesOn) {
  Plan plan = quick_plan();
  plan.rule().contingency = config::Contingency::individual;
  plan.rule().reward_delay = Duration::from_us(1000);
  Story story = begun(plan);
  story.poke(0, 100).until(1100);
  EXPECT_THAT(story.commands(),
              ElementsAre("1100 #1 reward token=1 ch10 40000us to 0 4000nl"));
  EXPECT_TRUE(story.engine().view().window_closes_at);
}

TEST(RewardPulses, ComeWithTheGapBetweenTheirEnds) {
  Plan plan = quick_plan();
  plan.rule().reward_pulses = 3;
  plan.rule().reward_gap = Duration::from_us(1000);
  plan.rule().rewards[1] = {};
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200).until(90'000);
  EXPECT_THAT(story.commands(),
              ElementsAre("200 #1 reward token=1 ch10 40000us to 0 4000nl",
                          "41200 #1 reward token=2 ch10 40000us to 0 4000nl",
                          "82200 #1 reward token=3 ch10 40000us to 0 4000nl"));
  EXPECT_THAT(story.notes(), Contains("82200 #1 iti_start until=82250"));
}

TEST(RewardChance, OfZeroGivesNothingAndSaysWhy) {
  Plan plan = quick_plan();
  plan.rule().rewards[0].permille = 0;
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200);
  EXPECT_EQ(story.commands().size(), 1U);
  EXPECT_THAT(story.notes(), Contains("200 #1 reward_withheld chance 0"));
}

TEST(RewardChance, IsMetInTheLongRun) {
  Plan plan = quick_plan();
  plan.rule().rewards[0].permille = 300;
  plan.rule().rewards[1] = {};
  Story story = begun(plan);
  for (std::int64_t t = 1000; t < 2'001'000; t += 1000) story.poke(0, t).poke(1, t);
  EXPECT_NEAR(static_cast<double>(story.commands().size()), 600, 60);
}

Plan collecting_plan() {
  Plan plan = quick_plan();
  plan.subject_of[kLickLeft] = 0;
  plan.rule().collection = ChannelMask{1} << kLickLeft;
  plan.rule().collectors = 0b01;
  return plan;
}

TEST(Collection, LocksRewardsOutUntilTheLastOneIsCollected) {
  Story story = begun(collecting_plan());
  story.poke(0, 100).poke(1, 200).poke(0, 1000).poke(1, 1000);
  EXPECT_EQ(story.commands().size(), 3U);
  EXPECT_THAT(story.notes(), Contains("1000 #2 reward_withheld uncollected 0"));
  story.edge(kLickLeft, true, 2000).poke(0, 3000).poke(1, 3000);
  EXPECT_EQ(story.commands().size(), 2U);
}

TEST(Collection, AnOnsetBeforeTheRewardCollectsNothing) {
  Story story = begun(collecting_plan());
  story.edge(kLickLeft, true, 50).poke(0, 100).poke(1, 200);
  story.poke(0, 1000).poke(1, 1000);
  EXPECT_THAT(story.notes(), Contains("1000 #2 reward_withheld uncollected 0"));
}

TEST(Collection, IsToldAlsoWhereARuleLeavesItOut) {
  Plan plan = collecting_plan();
  plan.blocks = {{"told", 1, {}}, {"untold", 1, {}}};
  plan.trials.push_back(plan.rule());
  plan.trials[1].collection = 0;
  plan.trials[1].collectors = 0;
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200);
  story.edge(kLickLeft, true, 300).poke(0, 1000).poke(1, 1000);
  story.poke(0, 2000).poke(1, 2000);
  EXPECT_EQ(story.commands().size(), 6U);
}

TEST(MaxVolume, WithholdsWhatWouldGoAboveItAndEndsTheSession) {
  Plan plan = quick_plan();
  plan.max_volume_nl = 7999;
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200).poke(0, 1000).poke(1, 1000);
  EXPECT_EQ(story.commands().size(), 2U);
  const auto notes = story.notes();
  EXPECT_THAT(notes, Contains("1000 #2 reward_withheld cap 0"));
  EXPECT_THAT(notes, Contains("1000 #2 session_end max_volume"));
}

TEST(MaxVolume, ReachedExactlyEndsTheSessionToo) {
  Plan plan = quick_plan();
  plan.max_volume_nl = 8000;
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200).poke(0, 1000).poke(1, 1000);
  EXPECT_EQ(story.commands().size(), 4U);
  EXPECT_THAT(story.notes(), Contains("1000 #2 session_end max_volume"));
}

TEST(MaxVolume, CountsEveryPulseOfAReward) {
  Plan plan = quick_plan();
  plan.rule().reward_pulses = 2;
  plan.max_volume_nl = 7999;
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200);
  EXPECT_THAT(story.commands(), IsEmpty());
}

TEST(MaxRewards, EndsTheSessionAfterTheTrialThatReachedIt) {
  Plan plan = quick_plan();
  plan.max_rewards = 2;
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200);
  EXPECT_THAT(story.notes(), Not(Contains(HasSubstr("session_end"))));
  story.poke(0, 1000).poke(1, 1000);
  EXPECT_THAT(story.notes(), Contains("1000 #2 session_end max_rewards"));
}

TEST(Inactivity, EndsTheSessionAndAnOnsetAtTheVeryEndIsInTime) {
  Plan plan = quick_plan();
  plan.inactivity = Duration::from_us(5000);
  Story story = begun(plan);
  story.poke(0, 5000).notes();
  story.until(9999);
  EXPECT_THAT(story.notes(), IsEmpty());
  story.until(10'000);
  EXPECT_THAT(story.notes(), ElementsAre("10000 #1 outcome aborted first=0 0:5000",
                                         "10000 #1 session_end inactivity"));
}

TEST(Inactivity, StandsStillInAPause) {
  Plan plan = quick_plan();
  plan.inactivity = Duration::from_us(5000);
  Story story = begun(plan);
  story.tell(OperatorAction::pause, 1000).tell(OperatorAction::resume, 20'000).notes();
  story.until(24'999);
  EXPECT_THAT(story.notes(), Not(Contains(HasSubstr("session_end"))));
  story.until(25'000);
  EXPECT_THAT(story.notes(), Contains("25000 #2 session_end inactivity"));
}

TEST(Inactivity, AnAutomatedPartnerIsNobody) {
  Plan plan = quick_plan();
  plan.inactivity = Duration::from_us(5000);
  plan.live = 0b01;
  Story story = begun(plan);
  story.poke(1, 3000).until(5000);
  EXPECT_THAT(story.notes(), Contains("5000 #1 session_end inactivity"));
}

TEST(RewardEvent, PulsesAtTheFirstPulseOfTheSubjectNamed) {
  Plan plan = quick_plan();
  plan.rule().reward_pulses = 2;
  plan.rule().outputs = {
      {config::TaskEvent::reward, kLight, Duration::from_us(7), {}, 1}};
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200).until(100'000);
  EXPECT_THAT(story.commands(), Contains("200 #1 pulse token=3 ch20 7us"));
  plan.rule().rewards[1] = {};
  Story without = begun(plan);
  without.poke(0, 100).poke(1, 200).until(100'000);
  EXPECT_THAT(without.commands(), Not(Contains(HasSubstr("ch20"))));
}

TEST(RewardEvent, SeveralRewardsAtOneInstantAreOneEvent) {
  Plan plan = quick_plan();
  plan.rule().outputs = {{config::TaskEvent::reward, kLight, Duration::from_us(7)}};
  Story story = begun(plan);
  story.poke(0, 100).poke(1, 200);
  EXPECT_EQ(story.commands().size(), 3U);
}

}  // namespace
}  // namespace dyad::task
