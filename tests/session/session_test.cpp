#include "dyad/session/session.hpp"

#include <gtest/gtest.h>

#include "session/session_fixture.hpp"

namespace dyad::session {
namespace {

TEST_F(SessionTest, CoordinatedPokesOpenBothValves) {
  begin();
  device().poke(0, 0, 100'000);
  device().poke(0, 1, 400'000);
  run_until(1'000'000);
  EXPECT_EQ(outcomes(), std::vector{Outcome::coordinated});
  const auto done = sink_.all<Actuation>();
  ASSERT_EQ(done.size(), 2U);
  EXPECT_EQ(done[0].time.us(), 400'000);
  EXPECT_EQ(done[0].duration, Duration::from_ms(30));
}

TEST_F(SessionTest, ACommandIsInTheLogBeforeItsDeviceActs) {
  begin();
  std::size_t logged_when_acting = 0;
  device().on_actuate = [&] { logged_when_acting = sink_.all<Command>().size(); };
  device().poke(0, 0, 100'000);
  device().poke(0, 1, 400'000);
  run_until(400'000);
  EXPECT_EQ(logged_when_acting, 2U);
}

TEST_F(SessionTest, AMissIsDecidedAtTheEndOfTheWindow) {
  begin();
  device().poke(0, 0, 100'000);
  run_until(849'999);
  EXPECT_TRUE(outcomes().empty());
  run_until(850'000);
  EXPECT_EQ(outcomes(), std::vector{Outcome::miss});
}

TEST_F(SessionTest, ADeadlineWaitsForAPokeThatIsStillUndecided) {
  begin();
  device().poke(0, 0, 100'000);
  device().poke(0, 1, 850'000, 853'000);  // confirmed 3 ms after its edge
  device().held_at = Time::from_us(850'000);
  run_until(852'999);
  EXPECT_TRUE(outcomes().empty());
  device().held_at.reset();
  run_until(853'000);
  EXPECT_EQ(outcomes(), std::vector{Outcome::coordinated});
}

TEST_F(SessionTest, ADeadlineWaitsNoLongerThanTheLatenessBound) {
  begin();
  device().poke(0, 0, 100'000);
  run_until(100'000);
  device().held_at = Time::from_us(200'000);
  run_until(870'000);
  EXPECT_TRUE(outcomes().empty());
  run_until(870'001);
  EXPECT_EQ(outcomes(), std::vector{Outcome::miss});
}

TEST_F(SessionTest, APokeAfterItsPlaceWasDecidedIsAFaultAndTheTrialAmbiguous) {
  begin();
  device().poke(0, 0, 100'000);
  run_until(100'000);
  device().held_at = Time::from_us(200'000);
  device().poke(0, 1, 300'000, 900'000);
  run_until(1'000'000);
  EXPECT_EQ(outcomes(), std::vector{Outcome::miss});
  ASSERT_EQ(shown_.size(), 1U);
  EXPECT_EQ(shown_[0].kind, FaultKind::late_input);
  EXPECT_TRUE(noted_ambiguous());
  const auto unfed = sink_.all<log::UnfedEdge>();
  ASSERT_EQ(unfed.size(), 1U);
  EXPECT_EQ(unfed[0].edge.time.us(), 300'000);
  EXPECT_EQ(unfed[0].edge.channel, 1);
}

TEST_F(SessionTest, PokesOfTwoDevicesAreDecidedInTheOrderOfTheirTimes) {
  begin(2);
  device(0).poke(0, 0, 500'000);
  device(1).poke(1, 1, 400'000, 505'000);  // earlier, but seen later
  device(1).held_at = Time::from_us(400'000);
  run_until(504'999);
  device(1).held_at.reset();
  run_until(600'000);
  const auto inputs = sink_.all<Input>();
  ASSERT_EQ(inputs.size(), 3U);  // start and two pokes
  EXPECT_EQ(inputs[1].source, 1);
  EXPECT_EQ(inputs[2].source, 0);
  EXPECT_EQ(outcomes(), std::vector{Outcome::coordinated});
  EXPECT_TRUE(shown_.empty());
}

TEST_F(SessionTest, AFaultFoundWhenTheOutputsAreClosedAtTheEndIsLoggedAndShown) {
  begin();
  run_until(100'000);
  device().closing_faults.push_back({.time = Time::from_us(100'000),
                                     .kind = FaultKind::actuation_failed,
                                     .message = "the valve does not close"});
  session_->end_now("operator", Time::from_us(100'000));
  EXPECT_TRUE(session_->finished());
  EXPECT_EQ(sink_.all<Fault>().size(), 1U);
  EXPECT_EQ(shown_.size(), 1U);
}

TEST_F(SessionTest, ClockSamplesReachTheLogAsTheyWereTaken) {
  begin();
  const ClockSample sample{.source = 0,
                           .boot = 7,
                           .sent = Time::from_us(100'000),
                           .ticks = 123'456,
                           .received = Time::from_us(100'900)};
  device().clock_samples = {sample};
  run_until(101'000);
  EXPECT_EQ(sink_.all<ClockSample>(), std::vector{sample});
}

TEST_F(SessionTest, BoardDecisionsReachTheLogAndDecideNothing) {
  begin();
  const BoardDecision decision{.source = 0,
                               .trial = 1,
                               .verdict = BoardVerdict::coordinated,
                               .time = Time::from_us(100'000),
                               .first = Time::from_us(90'000)};
  device().board_decisions = {decision};
  const auto notes = sink_.all<Note>();
  run_until(101'000);
  EXPECT_EQ(sink_.all<BoardDecision>(), std::vector{decision});
  EXPECT_EQ(sink_.all<Note>(), notes);
}

TEST_F(SessionTest, EveryEdgeIsToldToTheOtherDevicesAsSoonAsItComes) {
  begin(3);
  device(2).held_at = Time();  // so that nothing is fed yet
  device(2).lateness = Duration::from_s(1);
  const Input kept = device(0).onset(0, 0, 50'000);
  device(0).backfill = {kept};
  device(0).poke(0, 0, 100'000);
  device(2).poke(2, 1, 100'500);
  run_until(100'700);
  EXPECT_EQ(sink_.all<Input>().size(), 1U);  // the start
  ASSERT_EQ(device(1).observed.size(), 3U);
  EXPECT_EQ(device(1).observed[0].first, kept);
  EXPECT_EQ(device(1).observed[1].first.time.us(), 100'000);
  EXPECT_EQ(device(1).observed[1].second.us(), 100'000);
  EXPECT_EQ(device(1).observed[2].first.source, 2);
  ASSERT_EQ(device(0).observed.size(), 1U);
  EXPECT_EQ(device(0).observed[0].first.source, 2);
  EXPECT_EQ(device(2).observed.size(), 2U);
}

TEST_F(SessionTest, AFaultFoundWhileTheLogIsEndedDoesNotEndItTwice) {
  begin();
  device().closing_faults.push_back({.time = Time::from_us(60'000'000),
                                     .kind = FaultKind::valve_limit,
                                     .message = "too late to matter"});
  run_until(60'000'000);
  EXPECT_TRUE(session_->finished());
  EXPECT_EQ(sink_.all<log::End>().size(), 1U);
  EXPECT_EQ(sink_.all<Fault>().size(), 1U);
  EXPECT_EQ(session_->end_reason(), "duration");
}

TEST_F(SessionTest, LostEventsMarkTheTrialAmbiguous) {
  begin();
  device().poke(0, 0, 100'000);
  run_until(200'000);
  device().faults.push_back({.time = Time::from_us(150'000),
                             .kind = FaultKind::events_lost,
                             .channel = 1,
                             .count = 3,
                             .message = "3 events lost"});
  run_until(900'000);
  EXPECT_EQ(outcomes(), std::vector{Outcome::miss});
  EXPECT_TRUE(noted_ambiguous());
}

TEST_F(SessionTest, EndsAtItsDurationWithAnEndRecord) {
  begin();
  run_until(60'000'000);
  EXPECT_TRUE(session_->finished());
  const auto ends = sink_.all<log::End>();
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].reason, "duration");
  EXPECT_EQ(ends[0].time.us(), 60'000'000);
}

TEST_F(SessionTest, APulseThatRunsAtTheEndIsLetFinish) {
  begin();
  device().poke(0, 0, 59'900'000);
  device().poke(0, 1, 59'990'000);
  run_until(60'000'000);
  EXPECT_FALSE(session_->finished());
  run_until(60'020'000);
  EXPECT_TRUE(session_->finished());
  for (const Actuation& pulse : sink_.all<Actuation>()) {
    EXPECT_EQ(pulse.status, ActuationStatus::done);
  }
}

TEST_F(SessionTest, EndNowCutsPulsesAbortsTheTrialAndSaysWhy) {
  begin();
  device().poke(0, 0, 100'000);
  device().poke(0, 1, 200'000);
  run_until(210'000);
  session_->end_now("operator", Time::from_us(210'000));
  EXPECT_TRUE(session_->finished());
  EXPECT_GE(device().closed, 1);
  const auto pulses = sink_.all<Actuation>();
  ASSERT_EQ(pulses.size(), 2U);
  EXPECT_EQ(pulses[0].status, ActuationStatus::cut);
  EXPECT_EQ(pulses[0].duration, Duration::from_ms(10));
  EXPECT_EQ(sink_.all<log::End>().at(0).reason, "operator");
  EXPECT_TRUE(std::holds_alternative<log::End>(sink_.records.back()));
}

TEST_F(SessionTest, ASpentValveBudgetEndsTheSessionWithTheRewardRefused) {
  begin();
  // 4 rewards of 30 ms are the budget of 120 ms in a minute; the fifth is over it.
  for (int trial = 0; trial < 5; ++trial) {
    device().poke(0, 0, 100'000 + trial * 2'000'000);
    device().poke(0, 1, 200'000 + trial * 2'000'000);
  }
  run_until(20'000'000);
  EXPECT_TRUE(session_->finished());
  EXPECT_EQ(session_->end_reason(), "valve_limit");
  const auto pulses = sink_.all<Actuation>();
  ASSERT_EQ(pulses.size(), 10U);
  EXPECT_EQ(pulses[7].status, ActuationStatus::done);
  EXPECT_EQ(pulses[8].status, ActuationStatus::refused);
  EXPECT_EQ(pulses[9].status, ActuationStatus::refused);
  // Both valves are over their budget; both are told before the end record.
  EXPECT_EQ(sink_.all<Fault>().size(), 2U);
  EXPECT_TRUE(std::holds_alternative<log::End>(sink_.records.back()));
  EXPECT_EQ(session_->tally().rewards[0], 4U);  // what was refused was not given
}

TEST_F(SessionTest, AFailedActuationIsAFaultAndTheRewardRefused) {
  begin();
  device().broken = true;
  device().poke(0, 0, 100'000);
  device().poke(0, 1, 200'000);
  run_until(300'000);
  EXPECT_EQ(sink_.all<Actuation>().at(0).status, ActuationStatus::refused);
  EXPECT_EQ(shown_.at(0).kind, FaultKind::actuation_failed);
  EXPECT_FALSE(session_->finished());
}

TEST_F(SessionTest, AFullLogEndsTheSessionSafely) {
  begin();
  run_until(100'000);
  sink_.failed = Error{"the disk is full", "free some space"};
  run_until(200'000);
  EXPECT_TRUE(session_->finished());
  EXPECT_EQ(session_->end_reason(), "log_full");
  EXPECT_GE(device().closed, 1);
}

TEST_F(SessionTest, AnOperatorsPauseIsDecidedInItsPlace) {
  begin();
  device().poke(0, 0, 100'000);
  run_until(150'000);
  session_->request(OperatorAction::pause, Time::from_us(150'000));
  device().poke(0, 1, 200'000);
  run_until(900'000);
  EXPECT_EQ(outcomes(), std::vector{Outcome::aborted});
}

}  // namespace
}  // namespace dyad::session
