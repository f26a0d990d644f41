#include "dyad/analysis/trial_table.hpp"

#include <gtest/gtest.h>

namespace dyad::analysis {
namespace {

Time us(std::int64_t t) { return Time::from_us(t); }
Duration span(std::int64_t t) { return Duration::from_us(t); }

note::TrialOutcome coordinated() {
  note::TrialOutcome outcome;
  outcome.outcome = Outcome::coordinated;
  outcome.first = 1;
  outcome.latency[0] = span(700);
  outcome.latency[1] = span(500);
  outcome.dt = span(200);
  outcome.dt_uncertainty = span(3);
  return outcome;
}

Command reward(TrialNumber trial, SubjectIndex subject, std::uint32_t volume_nl) {
  Command command;
  command.kind = CommandKind::reward;
  command.trial = trial;
  command.subject = subject;
  command.volume_nl = volume_nl;
  return command;
}

TEST(TrialTable, GathersATrialFromItsNotesAndRewards) {
  TrialTable table;
  table.add(Note{us(1000), 1, note::TrialStart{}});
  table.add(Note{us(1700), 1, coordinated()});
  table.add(reward(1, 0, 4000));
  table.add(reward(1, 1, 4000));
  table.add(reward(1, 1, 500));
  table.add(Note{us(1700), 1, note::ItiStart{us(9700)}});
  ASSERT_EQ(table.trials().size(), 1U);
  Trial expected;
  expected.number = 1;
  expected.start = us(1000);
  expected.outcome = Outcome::coordinated;
  expected.first = 1;
  expected.latency[0] = span(700);
  expected.latency[1] = span(500);
  expected.dt = span(200);
  expected.dt_uncertainty = span(3);
  expected.reward_nl[0] = 4000;
  expected.reward_nl[1] = 4500;
  expected.iti = span(8000);
  EXPECT_EQ(table.trials()[0], expected);
}

TEST(TrialTable, CountsARewardThatIsLoggedBeforeItsTrialsBeginning) {
  TrialTable table;
  table.add(Note{us(0), 1, note::TrialStart{}});
  table.add(reward(2, 0, 4000));
  table.add(Note{us(5), 2, note::TrialStart{}});
  table.add(Note{us(9), 3, note::TrialStart{}});
  EXPECT_EQ(table.trials()[0].reward_nl[0], 0U);
  EXPECT_EQ(table.trials()[1].reward_nl[0], 4000U);
  EXPECT_EQ(table.trials()[1].start, us(5));
  EXPECT_EQ(table.trials()[2].reward_nl[0], 0U);
}

TEST(TrialTable, KeepsATrialThatTheLogEndsIn) {
  TrialTable table;
  table.add(Note{us(5), 3, note::TrialStart{}});
  ASSERT_EQ(table.trials().size(), 1U);
  EXPECT_EQ(table.trials()[0].number, 3U);
  EXPECT_FALSE(table.trials()[0].outcome);
}

TEST(TrialTable, MarksATrialAmbiguousAlsoAfterItsOutcomeAndInTheNextTrial) {
  TrialTable table;
  table.add(Note{us(0), 1, note::TrialStart{}});
  table.add(Note{us(5), 1, coordinated()});
  table.add(Note{us(9), 2, note::TrialStart{}});
  table.add(Note{us(10), 1, note::Ambiguous{AmbiguousReason::late_input}});
  EXPECT_TRUE(table.trials()[0].ambiguous);
  EXPECT_FALSE(table.trials()[1].ambiguous);
}

TEST(TrialTable, KeepsTheConditionsChoicesAndWithheldRewardsOfATrial) {
  TrialTable table;
  note::TrialStart start{.block = 1, .target = 0, .catch_trial = true};
  start.levels[0] = 2;
  const note::RewardWithheld all{kNoSubject, WithheldReason::catch_trial};
  const note::RewardWithheld one{1, WithheldReason::cap};
  note::TrialOutcome outcome = coordinated();
  outcome.choices[1] = 3;
  table.add(reward(4, 0, 4000));
  table.add(Note{us(0), 4, start});
  table.add(Note{us(5), 4, outcome});
  table.add(Note{us(5), 4, all});
  table.add(Note{us(6), 5, note::TrialStart{}});
  table.add(Note{us(7), 4, one});
  ASSERT_EQ(table.trials().size(), 2U);
  EXPECT_EQ(table.trials()[0].conditions, start);
  EXPECT_EQ(table.trials()[0].choices, outcome.choices);
  EXPECT_EQ(table.trials()[0].withheld, (std::vector{all, one}));
  EXPECT_EQ(table.trials()[0].reward_nl[0], 4000U);
  EXPECT_EQ(table.trials()[1].conditions, note::TrialStart{});
  EXPECT_TRUE(table.trials()[1].withheld.empty());
}

TEST(TrialTable, CountsAnExtendedIntervalFromItsStartToItsLastEnd) {
  TrialTable table;
  table.add(Note{us(0), 1, note::TrialStart{}});
  table.add(Note{us(1000), 1, note::ItiStart{us(6000)}});
  table.add(Note{us(5500), 1, note::ItiExtended{us(7500)}});
  table.add(Note{us(7500), 1, note::ItiExtended{us(9500)}});
  table.add(Note{us(9500), 2, note::TrialStart{}});
  EXPECT_EQ(table.trials()[0].iti, span(8500));
  table.add(Note{us(9900), 2, note::ItiStart{us(9990)}});
  EXPECT_EQ(table.trials()[0].iti, span(8500));
  EXPECT_EQ(table.trials()[1].iti, span(90));
}

TEST(TrialTable, AnExtensionWithoutItsIntervalGivesNoLength) {
  TrialTable table;
  table.add(Note{us(0), 1, note::TrialStart{}});
  table.add(Note{us(5500), 1, note::ItiExtended{us(7500)}});
  EXPECT_FALSE(table.trials()[0].iti);
}

TEST(TrialTable, LeavesOutWhatBelongsToNoTrial) {
  TrialTable table;
  table.add(Note{us(0), 0, note::SessionStart{}});
  table.add(reward(7, 0, 100));
  table.add(Input{});
  EXPECT_TRUE(table.trials().empty());
}

}  // namespace
}  // namespace dyad::analysis
