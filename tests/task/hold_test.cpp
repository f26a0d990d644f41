#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Plan holding_plan(config::ResponseKind kind, std::size_t subjects = 2) {
  Plan plan = pair_plan(subjects);
  plan.rule().response = kind;
  plan.rule().hold = Duration::from_us(300);
  plan.rule().window = Duration::from_us(1000);
  return plan;
}
Plan held_plan() { return holding_plan(config::ResponseKind::held); }
Plan overlap_plan(std::size_t subjects = 2) {
  return holding_plan(config::ResponseKind::overlap, subjects);
}

TEST(HeldResponse, CountsWhenTheHoldIsLongEnough) {
  Story story = begun(held_plan());
  story.edge(0, true, 100).until(399);
  EXPECT_THAT(story.notes(), IsEmpty());
  story.until(400);
  EXPECT_THAT(story.notes(), ElementsAre("400 #1 response 0 first dt=0+-0",
                                         "400 #1 window_open first=0 closes=1400"));
}

TEST(HeldResponse, AReleaseAtTheVeryEndIsLateEnough) {
  Story story = begun(held_plan());
  story.edge(0, true, 100).edge(0, false, 400);
  EXPECT_THAT(story.notes(), Contains("400 #1 response 0 first dt=0+-0"));
}

TEST(HeldResponse, AReleaseOneMicrosecondEarlierIsNoResponse) {
  Story story = begun(held_plan());
  story.edge(0, true, 100).edge(0, false, 399).until(5000);
  EXPECT_THAT(story.notes(), IsEmpty());
}

TEST(HeldResponse, AHoldThatIsLongEnoughAtTheWindowsEndIsInTime) {
  Story story = begun(held_plan());
  story.edge(0, true, 100).edge(1, true, 1100).until(1400);
  EXPECT_THAT(story.notes(), Contains("1400 #1 outcome coordinated first=0 0:400 "
                                      "1:1400 dt=1000+-0 ambiguous"));
}

TEST(HeldResponse, OneMicrosecondLaterItIsAMissAndTheResponseLate) {
  Story story = begun(held_plan());
  story.edge(0, true, 100).edge(1, true, 1101).until(1401);
  EXPECT_THAT(story.notes(), ElementsAre("400 #1 response 0 first dt=0+-0",
                                         "400 #1 window_open first=0 closes=1400",
                                         "1400 #1 outcome miss first=0 0:400",
                                         "1400 #1 iti_start until=1001400",
                                         "1401 #1 response 1 late dt=1001+-0"));
}

TEST(HeldResponse, WhatIsHeldWhenTheTrialOpensDoesNotCount) {
  Plan plan = held_plan();
  plan.rule().iti[0] = config::Interval::fixed(Duration::from_us(200));
  Story story = begun(plan);
  story.edge(0, true, 0).edge(1, true, 0).until(300).notes();
  story.edge(0, false, 310).edge(0, true, 400).until(2000);
  EXPECT_THAT(story.notes(), ElementsAre("500 #2 trial_start"));
}

TEST(HeldResponse, IsOneResponseHoweverLongItLasts) {
  Story story = begun(held_plan());
  story.edge(0, true, 100).until(1399);
  EXPECT_EQ(story.notes().size(), 2U);
}

TEST(OverlappingHolds, AreCoordinatedWhenAllHaveHeldTogetherLongEnough) {
  Story story = begun(overlap_plan());
  story.poke(0, 100, 1).poke(1, 500, 2).until(800);
  EXPECT_THAT(story.notes(),
              ElementsAre("100 #1 response 0 first dt=0+-0",
                          "100 #1 window_open first=0 closes=1100",
                          "500 #1 response 1 partner dt=400+-3",
                          "800 #1 outcome coordinated first=0 0:100 1:500 dt=400+-3",
                          "800 #1 iti_start until=1000800"));
}

TEST(OverlappingHolds, AReleaseAtTheVeryEndIsLateEnough) {
  Story story = begun(overlap_plan());
  story.poke(0, 100).poke(1, 500).edge(0, false, 800);
  EXPECT_THAT(story.notes(), Contains("800 #1 outcome coordinated first=0 0:100 1:500 "
                                      "dt=400+-0"));
}

TEST(OverlappingHolds, AReleaseOneMicrosecondEarlierTakesTheResponseBack) {
  Story story = begun(overlap_plan());
  story.poke(0, 100).poke(1, 500).edge(0, false, 799).until(1100);
  EXPECT_THAT(story.notes(), Contains("1100 #1 outcome miss first=0 1:500"));
}

TEST(OverlappingHolds, TheFirstResponderMayComeBack) {
  Story story = begun(overlap_plan());
  story.poke(0, 100).poke(1, 300).edge(0, false, 400).poke(0, 600).until(900);
  EXPECT_THAT(story.notes(), Contains("900 #1 outcome coordinated first=0 0:600 1:300 "
                                      "dt=300+-0"));
}

TEST(OverlappingHolds, LongEnoughAtTheWindowsEndIsInTimeAndAmbiguous) {
  Story story = begun(overlap_plan());
  story.poke(0, 100).poke(1, 800).until(1100);
  EXPECT_THAT(story.notes(), Contains("1100 #1 outcome coordinated first=0 0:100 1:800 "
                                      "dt=700+-0 ambiguous"));
}

TEST(OverlappingHolds, OneMicrosecondTooShortAtTheWindowsEndIsAMiss) {
  Story story = begun(overlap_plan());
  story.poke(0, 100).poke(1, 801).until(1100);
  EXPECT_THAT(story.notes(), Contains("1100 #1 outcome miss first=0 0:100 1:801"));
}

TEST(OverlappingHolds, ThatMissIsAmbiguousWithinTheUncertainty) {
  Story story = begun(overlap_plan());
  story.poke(0, 100).poke(1, 801, 1).until(1100);
  EXPECT_THAT(story.notes(),
              Contains("1100 #1 outcome miss first=0 0:100 1:801 ambiguous"));
}

TEST(OverlappingHolds, OfThreeNeedAllThree) {
  Story story = begun(overlap_plan(3));
  story.poke(0, 100).poke(1, 150).until(600);
  story.poke(2, 600).until(900);
  EXPECT_THAT(story.notes(), Contains("900 #1 outcome coordinated first=0 0:100 1:150 "
                                      "2:600 dt=500+-0"));
}

TEST(OverlappingHolds, WhatIsHeldWhenTheTrialOpensDoesNotCount) {
  Plan plan = overlap_plan();
  plan.rule().iti[0] = config::Interval::fixed(Duration::from_us(200));
  Story story = begun(plan);
  story.poke(0, 0).poke(1, 0).until(300).notes();
  story.until(5000);
  EXPECT_THAT(story.notes(), ElementsAre("500 #2 trial_start"));
}

}  // namespace
}  // namespace dyad::task
