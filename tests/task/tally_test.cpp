#include "dyad/task/tally.hpp"

#include <gtest/gtest.h>

namespace dyad::task {
namespace {

Note outcome(TrialNumber trial, Outcome outcome, bool ambiguous = false) {
  note::TrialOutcome body;
  body.outcome = outcome;
  body.ambiguous = ambiguous;
  if (outcome == Outcome::coordinated) body.dt = Duration::from_us(trial);
  return {Time(), trial, body};
}
Note ambiguous(TrialNumber trial) { return {Time(), trial, note::Ambiguous{}}; }

TEST(Tally, CountsTrialsAndOutcomes) {
  Tally tally;
  tally.add(Note{Time(), 1, note::TrialStart{}});
  tally.add(outcome(1, Outcome::coordinated));
  tally.add(outcome(2, Outcome::miss));
  tally.add(outcome(3, Outcome::miss));
  tally.add(outcome(4, Outcome::aborted));
  EXPECT_EQ(tally.trials, 1U);
  EXPECT_EQ(tally.coordinated(), 1U);
  EXPECT_EQ(tally.misses(), 2U);
  EXPECT_EQ(tally.aborted(), 1U);
  EXPECT_EQ(tally.last_dt, Duration::from_us(1));
}

TEST(Tally, SuccessIsOfDecidedTrialsInRoundedPercent) {
  Tally tally;
  EXPECT_EQ(tally.success_percent(), std::nullopt);
  tally.add(outcome(1, Outcome::aborted));
  EXPECT_EQ(tally.success_percent(), std::nullopt);
  tally.add(outcome(2, Outcome::coordinated));
  tally.add(outcome(3, Outcome::coordinated));
  tally.add(outcome(4, Outcome::miss));
  EXPECT_EQ(tally.success_percent(), 67U);
}

TEST(Tally, CountsAnAmbiguousTrialOnce) {
  Tally tally;
  tally.add(ambiguous(1));
  EXPECT_EQ(tally.ambiguous, 0U);
  tally.add(outcome(1, Outcome::coordinated, true));
  tally.add(outcome(2, Outcome::miss));
  tally.add(ambiguous(2));
  EXPECT_EQ(tally.ambiguous, 2U);
}

TEST(Tally, CountsResponsesAndRewardsBySubject) {
  Tally tally;
  tally.add(Note{Time(), 1, note::Response{.subject = 1}});
  Command reward;
  reward.kind = CommandKind::reward;
  reward.subject = 1;
  reward.volume_nl = 4000;
  reward.trial = 1;
  tally.add(reward);
  reward.trial = 2;
  tally.add(reward);
  tally.add(Command{});
  EXPECT_EQ(tally.responses[1], 1U);
  EXPECT_EQ(tally.rewards[1], 2U);
  EXPECT_EQ(tally.volume_nl[1], 8000U);
}

TEST(Tally, CountsSeveralPulsesOfATrialAsOneReward) {
  Tally tally;
  Command pulse;
  pulse.kind = CommandKind::reward;
  pulse.trial = 3;
  pulse.subject = 0;
  pulse.volume_nl = 2000;
  for (int i = 0; i < 3; ++i) tally.add(pulse);
  EXPECT_EQ(tally.rewards[0], 1U);
  EXPECT_EQ(tally.volume_nl[0], 6000U);
}

TEST(Tally, CountsOmissionsAndErrorsAmongTheDecided) {
  Tally tally;
  for (const Outcome outcome : {Outcome::coordinated, Outcome::omission, Outcome::error,
                                Outcome::miss, Outcome::aborted}) {
    note::TrialOutcome said;
    said.outcome = outcome;
    tally.add(Note{Time(), 1, said});
  }
  EXPECT_EQ(tally.omissions(), 1U);
  EXPECT_EQ(tally.errors(), 1U);
  EXPECT_EQ(tally.success_percent(), 25U);
}

}  // namespace
}  // namespace dyad::task
