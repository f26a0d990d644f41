#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "dyad/task/reinforcer.hpp"
#include "task/story.hpp"

namespace dyad::task {
namespace {

using config::Reinforcement;
using config::ReinforcementKind;

Plan plan_of(Reinforcement reinforcement) {
  Plan plan = pair_plan();
  plan.reinforcements.push_back(std::move(reinforcement));
  plan.rule().reinforcement = 1;
  return plan;
}
Reinforcement ratio(ReinforcementKind kind, std::uint32_t n) {
  Reinforcement made;
  made.kind = kind;
  made.n = n;
  return made;
}
Reinforcement interval(std::int64_t us) {
  Reinforcement made;
  made.kind = ReinforcementKind::fixed_interval;
  made.interval = config::Interval::fixed(Duration::from_us(us));
  return made;
}

// Which of the units at these times, numbered from 0, are rewarded.
std::vector<int> rewarded(const Plan& plan, const std::vector<std::int64_t>& units) {
  Reinforcer reinforcer(plan, 1);
  reinforcer.use(1, Time());
  std::vector<int> which;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (reinforcer.unit(Time::from_us(units[i]))) which.push_back(static_cast<int>(i));
  }
  return which;
}

std::vector<std::int64_t> one_to(std::int64_t n) {
  std::vector<std::int64_t> times(static_cast<std::size_t>(n));
  std::iota(times.begin(), times.end(), 1);
  return times;
}

// From reward to reward, in units.
std::vector<int> run_lengths(const std::vector<int>& which) {
  std::vector<int> runs;
  int before = -1;
  for (const int i : which) runs.push_back(i - std::exchange(before, i));
  return runs;
}

TEST(FixedRatio, RewardsEveryNthUnit) {
  EXPECT_EQ(rewarded(plan_of(ratio(ReinforcementKind::fixed_ratio, 3)), one_to(7)),
            (std::vector{2, 5}));
}

TEST(VariableRatio, DrawsFromOneToTwiceTheMeanLessOne) {
  const auto runs = run_lengths(
      rewarded(plan_of(ratio(ReinforcementKind::variable_ratio, 5)), one_to(50'000)));
  EXPECT_EQ(*std::min_element(runs.begin(), runs.end()), 1);
  EXPECT_EQ(*std::max_element(runs.begin(), runs.end()), 9);
  const double mean =
      std::accumulate(runs.begin(), runs.end(), 0.0) / static_cast<double>(runs.size());
  EXPECT_NEAR(mean, 5, 0.1);
}

TEST(RandomRatio, RewardsOneUnitInN) {
  const auto which =
      rewarded(plan_of(ratio(ReinforcementKind::random_ratio, 5)), one_to(50'000));
  EXPECT_NEAR(static_cast<double>(which.size()), 10'000, 300);
  const auto runs = run_lengths(which);
  EXPECT_GT(*std::max_element(runs.begin(), runs.end()), 20);
}

TEST(FixedInterval, RewardsTheFirstUnitAtOrAfterTheTimeSinceTheLastReward) {
  EXPECT_EQ(rewarded(plan_of(interval(100)), {99, 100, 150, 199, 200, 299, 350}),
            (std::vector{1, 4, 6}));
}

TEST(VariableInterval, DrawsANewTimeAfterEachReward) {
  Reinforcement drawn;
  drawn.kind = ReinforcementKind::variable_interval;
  drawn.interval = {Duration::from_us(10), Duration::from_us(30)};
  const auto runs = run_lengths(rewarded(plan_of(drawn), one_to(20'000)));
  EXPECT_EQ(*std::min_element(runs.begin() + 1, runs.end()), 10);
  EXPECT_EQ(*std::max_element(runs.begin(), runs.end()), 30);
}

TEST(Tandem, MeetsOnePartAfterTheOther) {
  Reinforcement tandem;
  tandem.kind = ReinforcementKind::tandem;
  tandem.parts = {interval(100), ratio(ReinforcementKind::fixed_ratio, 2)};
  // 100 meets the interval, 110 and 120 the ratio; the next interval counts from 120.
  EXPECT_EQ(rewarded(plan_of(tandem), {50, 100, 110, 120, 219, 220, 221, 222}),
            (std::vector{3, 7}));
}

TEST(Yoked, RewardsTheFirstUnitAtOrAfterEachTime) {
  Reinforcement yoked;
  yoked.kind = ReinforcementKind::yoked;
  yoked.times = {Duration::from_us(100), Duration::from_us(200),
                 Duration::from_us(210)};
  EXPECT_EQ(rewarded(plan_of(yoked), {99, 100, 150, 205, 209, 300, 400}),
            (std::vector{1, 3, 5}));
}

TEST(Yoked, TwoTimesThatHavePassedAreUsedUpByOneUnit) {
  Reinforcement yoked;
  yoked.kind = ReinforcementKind::yoked;
  yoked.times = {Duration::from_us(100), Duration::from_us(110)};
  EXPECT_EQ(rewarded(plan_of(yoked), {120, 130}), (std::vector{0}));
}

TEST(Reinforcer, BeginsAnewWithAnotherRequirementOnly) {
  Plan plan = plan_of(ratio(ReinforcementKind::fixed_ratio, 2));
  plan.reinforcements.push_back(ratio(ReinforcementKind::fixed_ratio, 3));
  Reinforcer reinforcer(plan, 1);
  reinforcer.use(1, Time());
  EXPECT_FALSE(reinforcer.unit(Time()));
  reinforcer.use(1, Time());
  EXPECT_TRUE(reinforcer.unit(Time()));
  EXPECT_FALSE(reinforcer.unit(Time()));
  reinforcer.use(2, Time());
  reinforcer.use(1, Time());
  EXPECT_FALSE(reinforcer.unit(Time()));
}

TEST(Reinforcement, OfARatioTellsWhyAUnitIsNotRewarded) {
  Plan plan = plan_of(ratio(ReinforcementKind::fixed_ratio, 2));
  Story story(plan);
  story.notes();
  story.poke(0, 100).poke(1, 200);
  const auto notes = story.notes();
  EXPECT_NE(std::find(notes.begin(), notes.end(), "200 #1 reward_withheld requirement"),
            notes.end());
  EXPECT_TRUE(story.commands().empty());
  story.poke(0, 2'000'000).poke(1, 2'000'000);
  EXPECT_EQ(story.commands().size(), 2U);
}

}  // namespace
}  // namespace dyad::task
