#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Subject i has choice 0 on channel i and choice 1 on channel i + 2.
Plan sides_plan() {
  Plan plan = pair_plan();
  add_choices(plan);
  plan.rule().iti.fill(config::Interval::fixed(Duration::from_us(1)));
  return plan;
}

Plan target_plan(config::TargetKind kind) {
  Plan plan = sides_plan();
  plan.rule().target.kind = kind;
  return plan;
}

// Plays trials, each a success or a miss, and tells their targets.
std::vector<int> targets(const Plan& plan, const std::vector<bool>& successes,
                         std::uint64_t seed = 1) {
  Engine engine(plan, seed);
  Output out;
  std::vector<int> told;
  Input input;
  const auto feed = [&](InputKind kind, Time time, ChannelIndex channel) {
    input.kind = kind;
    input.time = time;
    input.source = kind == InputKind::edge ? 0 : kNoSource;
    input.channel = channel;
    input.active = true;
    ++input.sequence;
    out.clear();
    engine.step(input, out);
    for (const Note& note : out.notes) {
      const auto* start = std::get_if<note::TrialStart>(&note.body);
      if (start != nullptr) told.push_back(start->target);
    }
  };
  feed(InputKind::operator_action, Time(), 0);
  for (std::size_t i = 0; told.size() <= successes.size(); ++i) {
    const auto first = static_cast<ChannelIndex>(told.back() == 0 ? 0 : 2);
    const Time now = input.time + Duration::from_us(1);
    feed(InputKind::edge, now, first);
    if (successes[i]) feed(InputKind::edge, now, static_cast<ChannelIndex>(first + 1));
    while (told.size() == i + 1) feed(InputKind::deadline, *engine.next_deadline(), 0);
  }
  return told;
}

TEST(Choices, AreToldWithResponsesAndOutcome) {
  Story story(sides_plan());
  story.notes();
  story.poke(2, 100).poke(1, 200);
  const auto notes = story.notes();
  EXPECT_THAT(notes, Contains("100 #1 response 0 first dt=0+-0 choice=1"));
  EXPECT_THAT(notes, Contains("200 #1 outcome coordinated first=0 0:100(1) 1:200(0) "
                              "dt=100+-0"));
}

TEST(Target, AResponseElsewhereIsIgnoredByDefault) {
  Story story(target_plan(config::TargetKind::fixed));
  story.notes();
  story.poke(2, 100).poke(0, 200).poke(3, 300).poke(1, 400);
  EXPECT_THAT(story.notes(),
              ElementsAre("100 #1 response 0 wrong choice=1",
                          "200 #1 response 0 first dt=0+-0 choice=0",
                          "200 #1 window_open first=0 closes=750200",
                          "300 #1 response 1 wrong dt=100+-0 choice=1",
                          "400 #1 response 1 partner dt=200+-0 choice=0",
                          "400 #1 outcome coordinated first=0 0:200(0) 1:400(0) "
                          "dt=200+-0",
                          "400 #1 iti_start until=401"));
}

TEST(Target, AResponseElsewhereCanEndTheTrialAsAnError) {
  Plan plan = target_plan(config::TargetKind::fixed);
  plan.rule().wrong_ends_trial = true;
  Story story(plan);
  story.notes();
  story.poke(0, 100).poke(3, 200);
  EXPECT_THAT(story.notes(), Contains("200 #1 outcome error first=0 0:100(0)"));
  EXPECT_THAT(story.commands(), Not(Contains(HasSubstr("reward"))));
}

TEST(AlternatingTarget, GoesRoundFromTheFirstChoice) {
  EXPECT_THAT(
      targets(target_plan(config::TargetKind::alternating), {true, false, true, false}),
      ElementsAre(0, 1, 0, 1, 0));
}

TEST(AlternatingTarget, CanStayAfterAFailure) {
  Plan plan = target_plan(config::TargetKind::alternating);
  plan.rule().target.after_failure = config::AfterFailure::same;
  EXPECT_THAT(targets(plan, {true, false, false, true}), ElementsAre(0, 1, 1, 1, 0));
}

TEST(AlternatingTarget, CanGoToTheOppositeAfterAFailure) {
  Plan plan = target_plan(config::TargetKind::alternating);
  plan.rule().target.after_failure = config::AfterFailure::opposite;
  EXPECT_THAT(targets(plan, {true, false, false, true}), ElementsAre(0, 1, 0, 1, 0));
}

TEST(FixedTarget, OfAnotherBlockComesBeforeAnAbortedTrials) {
  Plan plan = target_plan(config::TargetKind::fixed);
  plan.blocks = {{"near", 1, {}}, {"far", 5, {}}};
  plan.trials.push_back(plan.rule());
  plan.trials[1].target.choice = 1;
  Story story(plan);
  story.notes();
  story.tell(OperatorAction::pause, 100).tell(OperatorAction::resume, 200).until(201);
  EXPECT_THAT(story.notes(), Contains("201 #2 trial_start block=1 target=1"));
}

TEST(RandomTarget, IsEvenAndNeverComesOftenerInARowThanAllowed) {
  Plan plan = target_plan(config::TargetKind::random);
  plan.rule().target.max_repeats = 2;
  const auto told = targets(plan, std::vector<bool>(2000, true));
  for (std::size_t i = 2; i < told.size(); ++i) {
    EXPECT_FALSE(told[i] == told[i - 1] && told[i] == told[i - 2]) << i;
  }
  const auto ones = std::count(told.begin(), told.end(), 1);
  EXPECT_NEAR(static_cast<double>(ones), 1000, 60);
}

TEST(RandomTarget, WithOneRepeatAllowedAlternates) {
  Plan plan = target_plan(config::TargetKind::random);
  plan.rule().target.max_repeats = 1;
  const auto told = targets(plan, std::vector<bool>(50, true));
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_NE(told[i], told[i - 1]);
}

TEST(RandomTarget, AFailureThatKeepsItComesBeforeTheCap) {
  Plan plan = target_plan(config::TargetKind::random);
  plan.rule().target.max_repeats = 1;
  plan.rule().target.after_failure = config::AfterFailure::same;
  const auto told = targets(plan, {false, false, false, true});
  EXPECT_EQ(told[1], told[0]);
  EXPECT_EQ(told[3], told[0]);
  EXPECT_NE(told[4], told[3]);
}

TEST(Target, OfAnAbortedTrialIsUsedAgain) {
  Story story(target_plan(config::TargetKind::alternating));
  story.poke(0, 100).poke(1, 100).until(101).notes();
  story.tell(OperatorAction::pause, 200).tell(OperatorAction::resume, 300).until(301);
  EXPECT_THAT(story.notes(), Contains("301 #3 trial_start target=1"));
}

TEST(Order, AFollowerBeforeTheLeaderIsEarly) {
  Plan plan = pair_plan();
  plan.rule().leader = 0;
  Story story(plan);
  story.notes();
  story.poke(1, 50).poke(0, 100).poke(1, 100);
  EXPECT_THAT(story.notes(),
              ElementsAre("50 #1 response 1 early", "100 #1 response 0 first dt=0+-0",
                          "100 #1 window_open first=0 closes=750100",
                          "100 #1 response 1 partner dt=0+-0",
                          "100 #1 outcome coordinated first=0 0:100 1:100 dt=0+-0",
                          "100 #1 iti_start until=1000100"));
}

TEST(Order, AFollowerThatWaitedExactlyLongEnoughIsInTime) {
  Plan plan = pair_plan();
  plan.rule().leader = 0;
  plan.rule().min_wait = Duration::from_us(500);
  Story story(plan);
  story.notes();
  story.poke(0, 100).poke(1, 599).poke(1, 600);
  const auto notes = story.notes();
  EXPECT_THAT(notes, Contains("599 #1 response 1 early dt=499+-0"));
  EXPECT_THAT(notes, Contains("600 #1 outcome coordinated first=0 0:100 1:600 "
                              "dt=500+-0"));
}

TEST(Order, AViolationCanEndTheTrialAsAnError) {
  Plan plan = pair_plan();
  plan.rule().leader = 1;
  plan.rule().early_ends_trial = true;
  Story story(plan);
  story.notes();
  story.poke(0, 50);
  EXPECT_THAT(story.notes(),
              ElementsAre("50 #1 response 0 early", "50 #1 outcome error",
                          "50 #1 iti_start until=1000050"));
}

TEST(Needed, TwoOfThreeAreEnough) {
  Plan plan = pair_plan(3);
  plan.rule().needed = 2;
  Story story(plan);
  story.notes();
  story.poke(2, 100).poke(1, 300);
  EXPECT_THAT(story.notes(), Contains("300 #1 outcome coordinated first=2 1:300 2:100 "
                                      "dt=200+-0"));
  EXPECT_THAT(story.commands(),
              ElementsAre("300 #1 reward token=1 ch11 40000us to 1 4000nl",
                          "300 #1 reward token=2 ch12 40000us to 2 4000nl"));
}

TEST(Needed, OneIsEnoughByItself) {
  Plan plan = pair_plan();
  plan.rule().needed = 1;
  Story story(plan);
  story.notes();
  story.poke(1, 100, 7);
  EXPECT_THAT(story.notes(),
              ElementsAre("100 #1 response 1 first dt=0+-0",
                          "100 #1 window_open first=1 closes=750100",
                          "100 #1 outcome coordinated first=1 1:100 dt=0+-0",
                          "100 #1 iti_start until=1000100"));
}

TEST(Absent, SubjectIsNeitherNeededNorPaidNorHeard) {
  Plan plan = pair_plan();
  plan.present = plan.live = 0b10;
  plan.rule().needed = 1;
  Story story(plan);
  story.notes();
  story.poke(0, 50).poke(1, 100);
  EXPECT_THAT(story.notes(), Contains("100 #1 outcome coordinated first=1 1:100 "
                                      "dt=0+-0"));
  EXPECT_THAT(story.commands(),
              ElementsAre("100 #1 reward token=1 ch11 40000us to 1 4000nl"));
}

TEST(UnlimitedWindow, WaitsForThePartnerForEver) {
  Plan plan = pair_plan();
  plan.rule().window = config::TrialRule::kUnlimited;
  Story story(plan);
  story.notes();
  story.poke(0, 100).poke(1, 59'000'000);
  EXPECT_THAT(story.notes(), Contains("59000000 #1 outcome coordinated first=0 0:100 "
                                      "1:59000000 dt=58999900+-0"));
}

TEST(LateOpening, GivesWayToTheLeader) {
  Plan plan = pair_plan();
  plan.rule().leader = 0;
  plan.rule().late_response = config::LateResponse::open_next_trial;
  Story story(plan);
  story.poke(0, 0).until(750'000).notes();
  story.poke(1, 800'000);
  EXPECT_THAT(story.notes(), ElementsAre("800000 #1 response 1 late dt=800000+-0",
                                         "800000 #2 trial_start"));
}

// The first block has no choices, the second is a game.
Plan game_in_the_second_block() {
  Plan plan = pair_plan();
  plan.rule().late_response = config::LateResponse::open_next_trial;
  plan.blocks = {{"plain", 1, {}}, {"game", 1, {}}};
  plan.trials.resize(2, plan.rule());
  TrialPlan& game = plan.trials[1];
  game.contingency = config::Contingency::matrix;
  game.choices = 2;
  game.choice_of[0] = 1;
  game.choice_of[1] = 0;
  game.payoff.resize(9);
  game.payoff[1][1] = {Duration::from_us(70), 7, 1000};  // 0 chose 1, 1 chose 0
  return plan;
}

TEST(LateOpening, MakesItsChoiceByTheRulesOfTheTrialThatItOpens) {
  Story story(game_in_the_second_block());
  story.poke(0, 0).until(750'000).notes();
  story.poke(1, 800'000).poke(0, 900'000);
  EXPECT_THAT(story.notes(), Contains("900000 #2 outcome coordinated first=1 "
                                      "0:100000(1) 1:0(0) dt=100000+-0"));
  EXPECT_THAT(story.commands(),
              ElementsAre("900000 #2 reward token=1 ch11 70us to 1 7nl"));
}

TEST(LateOpening, OpensNothingWhereTheNextTrialHasAnotherOperandum) {
  Plan plan = game_in_the_second_block();
  plan.trials[1].operanda = 0b0101;
  Story story(plan);
  story.poke(0, 0).until(750'000).notes();
  story.poke(1, 800'000);
  EXPECT_THAT(story.notes(), ElementsAre("800000 #1 response 1 late dt=800000+-0",
                                         "800000 #2 trial_start block=1"));
}

}  // namespace
}  // namespace dyad::task
