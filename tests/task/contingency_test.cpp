#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Plan plan_with(config::Contingency contingency, std::size_t subjects = 2) {
  Plan plan = pair_plan(subjects);
  plan.rule().contingency = contingency;
  plan.rule().iti.fill(config::Interval::fixed(Duration::from_us(1)));
  return plan;
}

// Who was paid, and when.
std::vector<std::string> paid(const Plan& plan, std::initializer_list<int> pokes) {
  Story story(plan);
  std::int64_t t = 100;
  for (const int subject : pokes) {
    story.poke(static_cast<SubjectIndex>(subject), t);
    t += 100;
  }
  std::vector<std::string> paid;
  for (const std::string& command : story.commands()) {
    const auto to = command.find(" to ");
    if (to == std::string::npos) continue;
    paid.push_back(command.substr(0, command.find(' ')) + ":" +
                   command.substr(to + 4, 1));
  }
  return paid;
}

TEST(Contingency, FirstOnlyPaysTheFirstResponder) {
  const Plan plan = plan_with(config::Contingency::first_only);
  EXPECT_THAT(paid(plan, {1, 0, 0, 1}), ElementsAre("200:1", "400:0"));
}

TEST(Contingency, LastOnlyPaysTheLastResponder) {
  const Plan plan = plan_with(config::Contingency::last_only, 3);
  EXPECT_THAT(paid(plan, {1, 0, 2}), ElementsAre("300:2"));
}

TEST(Contingency, InTurnPaysOneAfterTheOther) {
  const Plan plan = plan_with(config::Contingency::in_turn);
  EXPECT_THAT(paid(plan, {1, 0, 1, 0, 1, 0}), ElementsAre("200:0", "400:1", "600:0"));
}

TEST(Contingency, EitherPaysAllAtTheFirstResponse) {
  const Plan plan = plan_with(config::Contingency::either);
  EXPECT_THAT(paid(plan, {1, 0}), ElementsAre("100:0", "100:1"));
}

TEST(Contingency, AltruisticPaysThePartnerOncePerTrial) {
  const Plan plan = plan_with(config::Contingency::altruistic);
  EXPECT_THAT(paid(plan, {1, 1, 0}), ElementsAre("100:0", "300:1"));
}

TEST(Contingency, AltruisticOfThreePaysTheNextSeat) {
  const Plan plan = plan_with(config::Contingency::altruistic, 3);
  EXPECT_THAT(paid(plan, {2, 0, 1}), ElementsAre("100:0", "200:1", "300:2"));
}

TEST(Contingency, FirstOnlyPaysNobodyForAMiss) {
  Story story(plan_with(config::Contingency::first_only));
  story.poke(0, 100).until(800'000);
  EXPECT_THAT(story.commands(), IsEmpty());
}

// Choices 0 (cooperate) on channels 0, 1 and 1 (defect) on channels 2, 3.
Plan dilemma() {
  Plan plan = plan_with(config::Contingency::matrix);
  add_choices(plan);
  TrialPlan& rule = plan.rule();
  rule.payoff.resize(9);
  const auto cell = [&](std::size_t left, std::size_t right, std::uint32_t left_nl,
                        std::uint32_t right_nl) {
    rule.payoff[left + 3 * right][0] = {Duration::from_ms(1), left_nl};
    rule.payoff[left + 3 * right][1] = {Duration::from_ms(1), right_nl};
  };
  cell(0, 0, 3000, 3000);
  cell(0, 1, 0, 5000);
  cell(1, 0, 5000, 0);
  cell(1, 1, 1000, 1000);
  cell(0, 2, 500, 0);
  return plan;
}

TEST(Payoff, IsOfTheJointChoice) {
  Story story(dilemma());
  story.poke(0, 100).poke(1, 200);
  EXPECT_THAT(story.commands(),
              ElementsAre("200 #1 reward token=1 ch10 1000us to 0 3000nl",
                          "200 #1 reward token=2 ch11 1000us to 1 3000nl"));
  story.poke(1, 300).poke(2, 400);
  EXPECT_THAT(story.commands(),
              ElementsAre("400 #2 reward token=3 ch10 1000us to 0 5000nl"));
  story.poke(0, 500).poke(3, 600);
  EXPECT_THAT(story.commands(),
              ElementsAre("600 #3 reward token=4 ch11 1000us to 1 5000nl"));
}

TEST(Payoff, WithholdingIsAChoice) {
  Story story(dilemma());
  story.poke(0, 100).until(750'100);
  EXPECT_THAT(story.commands(),
              ElementsAre("750100 #1 reward token=1 ch10 1000us to 0 500nl"));
}

TEST(Payoff, CountsTheFirstChoiceOfATrial) {
  Story story(dilemma());
  story.poke(0, 100).poke(2, 150).poke(1, 200);
  EXPECT_THAT(story.notes(), Contains("200 #1 outcome coordinated first=0 0:100(0) "
                                      "1:200(0) dt=100+-0"));
}

TEST(OtherRewards, OfAMissGoToAllWhoArePresent) {
  Plan plan = plan_with(config::Contingency::coordinated);
  plan.rule().other_rewards[1][0] = {Duration::from_us(9), 100};
  plan.rule().other_rewards[1][1] = {Duration::from_us(8), 200};
  Story story(plan);
  story.poke(0, 100).until(750'100);
  EXPECT_THAT(story.commands(),
              ElementsAre("750100 #1 reward token=1 ch10 9us to 0 100nl",
                          "750100 #1 reward token=2 ch11 8us to 1 200nl"));
}

TEST(CatchTrial, IsDecidedAndPaysNobody) {
  Plan plan = plan_with(config::Contingency::coordinated);
  plan.rule().catch_trial = true;
  Story story(plan);
  story.poke(0, 100).poke(1, 200);
  EXPECT_THAT(story.commands(), IsEmpty());
  const auto notes = story.notes();
  EXPECT_THAT(notes, Contains("0 #1 trial_start catch"));
  EXPECT_THAT(notes, Contains("200 #1 reward_withheld catch"));
}

TEST(CatchTrial, SaysItOnceWhereResponsesArePaid) {
  Plan plan = plan_with(config::Contingency::individual);
  plan.rule().catch_trial = true;
  Story story(plan);
  story.notes();
  story.poke(0, 100).poke(1, 200);
  std::size_t said = 0;
  for (const std::string& note : story.notes()) {
    if (note.find("withheld") != std::string::npos) ++said;
  }
  EXPECT_EQ(said, 1U);
}

}  // namespace
}  // namespace dyad::task
