// A session on the real firmware, over a wire that may fail.
#include "mcu/board_session.hpp"

#include <gtest/gtest.h>

namespace dyad::mcu_test {
namespace {

std::vector<Outcome> outcomes(session::VectorSink& log) {
  std::vector<Outcome> found;
  for (const Note& note : log.all<Note>()) {
    if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
      found.push_back(outcome->outcome);
    }
  }
  return found;
}

TEST(BoardSession, TwoPokesInsideTheWindowOpenBothValves) {
  BoardSession run({});
  run.poke(1'000'000, 0, 200'000);
  run.poke(1'600'000, 1, 200'000);
  run.run_until(3'000'000);
  EXPECT_EQ(outcomes(run.log()), std::vector{Outcome::coordinated});
  const auto actuations = run.log().all<Actuation>();
  ASSERT_EQ(actuations.size(), 2U);
  for (const Actuation& actuation : actuations) {
    EXPECT_EQ(actuation.status, ActuationStatus::done);
    EXPECT_NEAR(static_cast<double>(actuation.duration.us()), 30'000, 40);
  }
  EXPECT_EQ(run.board().output_changes().size(), 4U);
  EXPECT_TRUE(run.log().all<Fault>().empty());
}

TEST(BoardSession, APulseOfJustTheCapIsGivenByABoardWithAFastClock) {
  BoardSession run({.wire = {.ppm = 3'000}});
  run.run_until(1'000'000);
  Command longest;
  longest.time = Time::from_us(1'000'000);
  longest.token = 1;
  longest.channel = 2;
  longest.duration = Duration::from_ms(2'000);
  ASSERT_TRUE(run.device().actuate(longest, longest.time));
  run.run_until(4'000'000);
  const auto actuations = run.log().all<Actuation>();
  ASSERT_EQ(actuations.size(), 1U);
  EXPECT_EQ(actuations[0].status, ActuationStatus::done);
}

TEST(BoardSession, SecondPokeAfterTheWindowIsAMiss) {
  BoardSession run({});
  run.poke(1'000'000, 0, 200'000);
  run.poke(1'760'000, 1, 200'000);
  run.run_until(3'000'000);
  EXPECT_EQ(outcomes(run.log()), std::vector{Outcome::miss});
  EXPECT_TRUE(run.board().output_changes().empty());
}

TEST(BoardSession, ALinkThatIsCutAbortsTheTrialAndGoesOnWithTheNext) {
  BoardSession run({});
  run.poke(1'000'000, 0, 200'000);
  run.run_until(1'300'000);
  run.wire().cut();
  run.poke(1'500'000, 1, 200'000);  // the board keeps it
  run.run_until(3'000'000);
  run.wire().mend();
  run.poke(6'000'000, 0, 200'000);
  run.poke(6'100'000, 1, 200'000);
  run.run_until(8'000'000);
  EXPECT_EQ(outcomes(run.log()), (std::vector{Outcome::aborted, Outcome::coordinated}));
  EXPECT_EQ(run.faults(FaultKind::link_lost).size(), 1U);
  EXPECT_EQ(run.faults(FaultKind::device_back).size(), 1U);
  EXPECT_EQ(run.faults(FaultKind::board_reset).size(), 0U);
  EXPECT_EQ(run.faults(FaultKind::board_safe).size(), 1U);  // it was silent for 500 ms
  const auto inputs = run.log().all<Input>();
  const auto kept = std::find_if(inputs.begin(), inputs.end(), [](const Input& input) {
    return input.kind == InputKind::edge && input.channel == 1 && input.active;
  });
  ASSERT_NE(kept, inputs.end());
  EXPECT_NEAR(static_cast<double>(kept->time.us()), 1'500'000,
              static_cast<double>(kept->uncertainty.us()));
}

TEST(BoardSession, AResetInTheMiddleOfATrialIsAGapThatTheLogStates) {
  BoardSession run({});
  run.poke(1'000'000, 0, 200'000);
  run.run_until(1'300'000);
  run.board().reset();
  run.poke(4'000'000, 0, 200'000);
  run.poke(4'100'000, 1, 200'000);
  run.run_until(6'000'000);
  EXPECT_EQ(outcomes(run.log()), (std::vector{Outcome::aborted, Outcome::coordinated}));
  ASSERT_EQ(run.faults(FaultKind::link_lost).size(), 1U);
  ASSERT_EQ(run.faults(FaultKind::board_reset).size(), 1U);
  ASSERT_EQ(run.faults(FaultKind::device_back).size(), 1U);
  EXPECT_LE(run.faults(FaultKind::board_reset)[0].time, Time::from_us(1'300'000));
  EXPECT_LE(run.faults(FaultKind::device_back)[0].time, Time::from_us(2'500'000));
}

TEST(BoardSession, ASecondResetBeforeTheClockIsKnownIsOutlived) {
  BoardSession run({});
  run.run_until(1'000'000);
  run.board().reset();
  run.run_until(1'060'000);
  for (std::int64_t us = 1'062'000; us < 1'100'000; us += 8'000) run.poke(us, 0, 4'000);
  run.run_until(1'100'000);
  run.board().reset();
  run.run_until(4'000'000);
  EXPECT_FALSE(run.device().lost());
}

TEST(BoardSession, PulsesThatEndWhileNothingReachesTheBoardAreToldAndTheValvesGoOn) {
  BoardSession run({});
  run.poke(1'000'000, 0, 200'000);
  run.poke(1'100'000, 1, 200'000);
  firmware_test::WireFaults mute;
  mute.lost_ppm = 1'000'000;
  run.run_until(1'104'000);
  run.wire().to_board().set_faults(mute);  // no acknowledgement comes through
  run.run_until(1'300'000);
  run.wire().to_board().set_faults({});
  run.poke(6'000'000, 0, 200'000);
  run.poke(6'100'000, 1, 200'000);
  run.run_until(8'000'000);
  EXPECT_EQ(run.log().all<Actuation>().size(), 4U);
}

// While nothing reaches the board its memory fills with edges, and the end of the pulse
// is among what finds no room.
TEST(BoardSession, APulseWhoseEndWasLostIsAskedFor) {
  BoardSession run({});
  run.run_until(1'000'000);
  Command command;
  command.time = Time::from_us(1'000'000);
  command.token = 1;
  command.channel = 2;
  command.duration = Duration::from_ms(400);
  ASSERT_TRUE(run.device().actuate(command, command.time));
  run.run_until(1'020'000);
  firmware_test::WireFaults mute;
  mute.lost_ppm = 1'000'000;
  run.wire().to_board().set_faults(mute);
  for (std::int64_t us = 1'025'000; us < 1'450'000; us += 6'000) {
    run.poke(us, 0, 3'000);  // two events, 140 in all
  }
  run.run_until(1'460'000);
  run.wire().to_board().set_faults({});
  run.run_until(4'000'000);
  EXPECT_EQ(run.faults(FaultKind::events_lost).size(), 1U);
  const auto actuations = run.log().all<Actuation>();
  ASSERT_EQ(actuations.size(), 1U);
  EXPECT_EQ(actuations[0].status, ActuationStatus::done);
  EXPECT_NEAR(static_cast<double>(actuations[0].duration.us()), 400'000, 100);
}

TEST(BoardSession, ARewardWhoseBoardWasResetIsUnknownAndNotGivenAgain) {
  BoardSession run({});
  run.poke(1'000'000, 0, 200'000);
  run.poke(1'100'000, 1, 200'000);
  run.run_until(1'115'000);  // both valves are open
  EXPECT_TRUE(run.board().active(0));
  run.board().reset();
  EXPECT_FALSE(run.board().active(0));
  run.run_until(4'000'000);
  const auto actuations = run.log().all<Actuation>();
  ASSERT_EQ(actuations.size(), 2U);
  for (const Actuation& actuation : actuations) {
    EXPECT_EQ(actuation.status, ActuationStatus::unknown);
  }
  EXPECT_EQ(run.board().output_changes().size(), 4U);
}

TEST(BoardSession, ARewardGivenWhileTheLinkWasLostIsFoundOut) {
  BoardSession run({});
  run.poke(1'000'000, 0, 200'000);
  run.poke(1'100'000, 1, 200'000);
  run.run_until(1'115'000);
  run.wire().cut();
  run.run_until(2'500'000);
  EXPECT_TRUE(run.log().all<Actuation>().empty());
  run.wire().mend();
  run.run_until(5'000'000);
  const auto actuations = run.log().all<Actuation>();
  ASSERT_EQ(actuations.size(), 2U);
  for (const Actuation& actuation : actuations) {
    EXPECT_EQ(actuation.status, ActuationStatus::done);
    EXPECT_NEAR(static_cast<double>(actuation.duration.us()), 30'000, 40);
  }
}

TEST(BoardSession, ACableThatIsPulledAndPutBackIsALostDeviceThatComesBack) {
  BoardSession run({});
  run.run_until(1'000'000);
  run.plug(false);
  run.board().power_off();
  run.run_until(3'000'000);
  EXPECT_TRUE(run.device().lost());
  run.board().power_on();
  run.plug(true);
  run.run_until(6'000'000);
  EXPECT_FALSE(run.device().lost());
  EXPECT_EQ(run.faults(FaultKind::board_reset).size(), 1U);
}

TEST(BoardSession, ABoardThatStopsWhileItIsBroughtUpIsBroughtUpAgain) {
  BoardSession run({});
  run.run_until(1'000'000);
  run.wire().cut();
  run.run_until(1'300'000);
  run.wire().mend();
  run.run_until(1'500'000);  // it is up again, but its clock is not trusted yet
  EXPECT_TRUE(run.device().lost());
  firmware_test::WireFaults deaf;
  deaf.lost_ppm = 1'000'000;
  run.wire().to_board().set_faults(deaf);
  run.run_until(1'740'000);
  run.wire().to_board().set_faults({});
  run.board().hang(firmware_test::Hang::main_loop);
  run.run_until(6'000'000);
  EXPECT_FALSE(run.device().lost());
}

TEST(BoardSession, EndingItCutsThePulseAndWaitsForItsLength) {
  BoardSession run({});
  run.poke(1'000'000, 0, 200'000);
  run.poke(1'100'000, 1, 200'000);
  run.run_until(1'115'000);
  run.session().end_now("operator", Time::from_us(1'115'000));
  EXPECT_FALSE(run.session().finished());
  run.run_until(1'400'000);
  EXPECT_TRUE(run.session().finished());
  const auto actuations = run.log().all<Actuation>();
  ASSERT_EQ(actuations.size(), 2U);
  for (const Actuation& actuation : actuations) {
    EXPECT_EQ(actuation.status, ActuationStatus::cut);
    EXPECT_GT(actuation.duration, Duration::from_ms(5));
    EXPECT_LT(actuation.duration, Duration::from_ms(29));
  }
}

}  // namespace
}  // namespace dyad::mcu_test
