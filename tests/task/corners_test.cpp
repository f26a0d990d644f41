#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/story.hpp"

// What the random streams found: the smallest of them, each with what the document
// says of it.
namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr ChannelMask bit(ChannelIndex channel) { return ChannelMask{1} << channel; }

// Subject i has poke i of choice 0 and poke 2 + i of choice 1.
Plan two_choices() {
  Plan plan = pair_plan();
  TrialPlan& rule = plan.rule();
  rule.choices = 2;
  for (SubjectIndex i = 0; i < 2; ++i) {
    const auto other = static_cast<ChannelIndex>(2 + i);
    plan.subject_of[other] = i;
    rule.operanda |= bit(other);
    rule.choice_of[i] = 0;
    rule.choice_of[other] = 1;
  }
  return plan;
}

TEST(MatrixContingency, PaysNoAbsentSeat) {
  Plan plan = two_choices();
  plan.present = plan.live = 0b01;
  plan.rule().needed = 1;
  plan.rule().contingency = config::Contingency::matrix;
  plan.rule().payoff.assign(9, plan.rule().rewards);
  Story story(plan);
  story.poke(0, 1000);
  EXPECT_THAT(story.commands(),
              ElementsAre("1000 #1 reward token=1 ch10 40000us to 0 4000nl"));
}

TEST(Choices, OfASubjectIsItsFirstOfTheTrialThoughTheWindowBeginsAnew) {
  Plan plan = two_choices();
  plan.rule().repeat_response = config::RepeatResponse::restart_window;
  Story story(plan);
  story.edge(2, true, 1000).edge(0, true, 2000).edge(3, true, 3000);
  EXPECT_THAT(story.notes(),
              Contains(HasSubstr("outcome coordinated first=0 0:2000(1) 1:3000(1)")));
}

// Levels of a factor per block, in the order of the trials; every trial is an omission.
std::vector<LevelIndex> levels_of(Plan plan) {
  plan.factors = {{"where", true, {{"here", 1}, {"there", 1}}}};
  plan.trials.resize(2, plan.rule());
  for (TrialPlan& rule : plan.trials) rule.response_limit = Duration::from_ms(1);
  Engine engine(plan, 1);
  Output out;
  std::vector<LevelIndex> levels;
  Input input;
  input.kind = InputKind::operator_action;
  for (int step = 0; step < 40; ++step) {
    out.clear();
    engine.step(input, out);
    for (const Note& note : out.notes) {
      const auto* start = std::get_if<note::TrialStart>(&note.body);
      if (start != nullptr) levels.push_back(start->levels[0]);
    }
    input.kind = InputKind::deadline;
    input.time = *engine.next_deadline();
  }
  return levels;
}

TEST(Factor, PerBlockIsNotDrawnAgainInABlockThatIsStayedIn) {
  Plan plan = pair_plan();
  plan.blocks = {{"only", 1, {}}};
  plan.after_last_block = config::AfterLastBlock::stay;
  const auto levels = levels_of(plan);
  ASSERT_GT(levels.size(), 10U);
  EXPECT_EQ(levels, std::vector(levels.size(), levels[0]));
}

TEST(Factor, PerBlockIsDrawnOnceInAStageWithoutBlocks) {
  const auto levels = levels_of(pair_plan());
  ASSERT_GT(levels.size(), 10U);
  EXPECT_LT(levels[0], 2);
  EXPECT_EQ(levels, std::vector(levels.size(), levels[0]));
}

TEST(ItiExtension, IsNoneWhereTheSessionsEndLeftNoInterval) {
  Plan plan = pair_plan();
  plan.duration = Duration::from_us(1000);
  plan.rule().iti_quiet = Duration::from_us(500);
  plan.rule().iti_limit = Duration::from_us(5000);
  Story story(plan);
  story.poke(0, 900).poke(1, 1000).poke(0, 1000).until(1000);
  EXPECT_THAT(story.notes(), Not(Contains(HasSubstr("iti_extended"))));
}

TEST(Barcode, ThatIsLeftOutDoesNotSendThePulseOfAnotherTrial) {
  Plan plan = pair_plan();
  plan.rule().iti.fill({});
  plan.rule().outputs = {
      {config::TaskEvent::window_open, 20, {}, {1, Duration::from_us(500)}}};
  Story story(plan);
  story.poke(0, 1000).poke(1, 1500).commands();
  // The bit of trial 1 is due at 2000, after what is heard at that instant.
  story.poke(0, 2000);
  EXPECT_THAT(story.commands(), IsEmpty());
  story.until(2000);
  EXPECT_THAT(story.commands(), ElementsAre("2000 #2 pulse token=4 ch20 500us"));
}

Plan by_zones() {
  Plan plan = pair_plan();
  plan.rule().initiation = config::InitiationKind::zones;
  plan.rule().zone_hold = Duration::from_us(100);
  for (SubjectIndex i = 0; i < 2; ++i) {
    const auto zone = static_cast<ChannelIndex>(30 + i);
    plan.subject_of[zone] = i;
    plan.rule().initiators |= bit(zone);
  }
  plan.subject_of[32] = 0;
  plan.rule().initiators |= bit(32);
  return plan;
}

TEST(Zones, AnEntryAtTheVeryEndDoesNotInitiateBeforeTheInputsOfThatInstant) {
  Story story(by_zones());
  story.edge(30, true, 1000).edge(31, true, 1000).notes();
  story.edge(32, true, 1100).poke(0, 1100).until(1100);
  EXPECT_THAT(story.notes(),
              ElementsAre("1100 #1 response 0 ignored", "1100 #1 initiated"));
}

TEST(Zones, CanStillInitiateAtTheSessionsVeryEnd) {
  Plan plan = by_zones();
  plan.duration = Duration::from_us(1100);
  Story story(plan);
  story.edge(30, true, 1000).edge(31, true, 1000).notes();
  story.until(1100);
  EXPECT_THAT(story.notes(), ElementsAre("1100 #1 initiated", "1100 #1 outcome aborted",
                                         "1100 #1 session_end duration"));
}

TEST(Held, WhatWasHeldWhenATrialBeganIsNoResponseBeforeItsInitiation) {
  Plan plan = pair_plan();
  plan.rule().response = config::ResponseKind::held;
  plan.rule().hold = Duration::from_us(100);
  plan.rule().initiation = config::InitiationKind::poke;
  plan.rule().initiators = bit(40);
  plan.rule().response_limit = Duration::from_us(50);
  plan.rule().iti.fill(config::Interval::fixed(Duration::from_us(60)));
  Story story(plan);
  story.edge(40, true, 1000).until(1050).notes();
  story.edge(0, true, 1060).until(2000);
  EXPECT_THAT(story.notes(), ElementsAre("1110 #2 trial_start"));
}

// Trials of the first block take both pokes of a subject, those of the second only
// pokes 0 and 1.
Plan narrowed() {
  Plan plan = two_choices();
  plan.rule().choices = 0;
  plan.rule().choice_of = TrialPlan::no_choice();
  plan.blocks = {{"wide", 1, {}}, {"narrow", 100, {}}};
  plan.trials.resize(2, plan.rule());
  plan.trials[1].operanda = bit(0) | bit(1);
  return plan;
}

TEST(Inactivity, GoesByEveryOperandumOfTheStage) {
  Plan plan = narrowed();
  plan.inactivity = Duration::from_s(5);
  Story story(plan);
  story.poke(0, 0).poke(1, 0).until(1'000'000).notes();
  story.edge(2, true, 4'000'000).until(8'999'999);
  EXPECT_THAT(story.notes(), IsEmpty());
  story.until(9'000'000);
  EXPECT_THAT(story.notes(), Contains(HasSubstr("session_end inactivity")));
}

TEST(LateOpening, OnWhatIsNoOperandumOfTheNextTrialOpensNothing) {
  Plan plan = narrowed();
  for (TrialPlan& rule : plan.trials) {
    rule.late_response = config::LateResponse::open_next_trial;
  }
  Story story(plan);
  story.poke(0, 0).until(750'000).notes();
  story.edge(3, true, 800'000).until(900'000);
  EXPECT_THAT(story.notes(), ElementsAre("800000 #1 response 1 late dt=800000+-0",
                                         "800000 #2 trial_start block=1"));
}

}  // namespace
}  // namespace dyad::task
