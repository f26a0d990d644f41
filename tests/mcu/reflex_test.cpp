// Sessions in which the board opens the valves itself, and the engine decides the same.
#include <gtest/gtest.h>

#include "dyad/device/mcu_reflex.hpp"
#include "mcu/ground_truth.hpp"

namespace dyad::mcu_test {
namespace {

constexpr std::int64_t kConfirm_us = 500;
// On a quiet board; tests/firmware holds a busy one to its bound.
constexpr std::int64_t kReflex_us = 100;

BoardSession::Options with_reflex(std::int64_t latency_us = 200) {
  BoardSession::Options options{.reflex = true};
  options.wire.seed = 3;
  options.wire.to_board.latency_us = latency_us;
  options.wire.to_host.latency_us = latency_us;
  return options;
}

TEST(ReflexSession, ValvesOpenWithoutWaitingForTheHost) {
  BoardSession run(with_reflex(20'000));
  run.poke(2'000'000, 0, 200'000);
  run.poke(2'400'000, 1, 200'000);
  run.run_until(4'000'000);
  const auto& changes = run.board().output_changes();
  ASSERT_EQ(changes.size(), 4U);
  for (unsigned i = 0; i < 2; ++i) {
    const std::int64_t after = run.session_us(changes[i].cycle) - 2'400'000;
    EXPECT_GE(after, kConfirm_us);
    EXPECT_LE(after, kConfirm_us + kReflex_us);
  }
  const auto actuations = run.log().all<Actuation>();
  ASSERT_EQ(actuations.size(), 2U);
  EXPECT_EQ(actuations[0].status, ActuationStatus::done);
  EXPECT_EQ(actuations[1].status, ActuationStatus::done);
  EXPECT_TRUE(reward_mistakes(run).empty());
  EXPECT_TRUE(run.log().all<Fault>().empty());
}

TEST(ReflexSession, BothDecideEveryTrialAlike) {
  BoardSession run(with_reflex());
  const std::int64_t end_us = 90'000'000;
  random_pokes(run, 0, end_us, 11);
  random_pokes(run, 1, end_us, 12);
  run.run_until(end_us);
  EXPECT_TRUE(run.faults(FaultKind::reflex_mismatch).empty());
  const auto mistakes = reward_mistakes(run);
  EXPECT_TRUE(mistakes.empty()) << mistakes.front();
  std::size_t rewards = 0;
  for (const Command& command : run.log().all<Command>()) {
    rewards += command.kind == CommandKind::reward ? 1U : 0U;
  }
  EXPECT_GT(rewards, 20U);
  EXPECT_EQ(run.board().output_changes().size(), 2 * rewards);
}

TEST(ReflexSession, ALinkThatIsLostLeavesNothingArmedForTheAbortedTrial) {
  BoardSession run(with_reflex());
  run.poke(2'000'000, 0, 200'000);
  run.run_until(2'100'000);
  run.wire().cut();
  run.run_until(2'500'000);  // the engine has aborted the trial
  run.wire().mend();
  run.poke(2'950'000, 1, 200'000);  // after the window
  run.run_until(6'000'000);
  EXPECT_TRUE(run.board().output_changes().empty());
  EXPECT_TRUE(run.faults(FaultKind::reflex_mismatch).empty());
}

// The board still hears the host, which does not hear it.
TEST(ReflexSession, AHostThatIsDeafLeavesNothingArmed) {
  BoardSession run(with_reflex());
  run.poke(2'000'000, 0, 200'000);
  run.run_until(2'100'000);
  firmware_test::WireFaults deaf;
  deaf.lost_ppm = 1'000'000;
  run.wire().to_host().set_faults(deaf);
  run.poke(5'000'000, 0, 200'000);
  run.poke(5'100'000, 1, 200'000);
  run.run_until(7'000'000);
  EXPECT_TRUE(run.board().output_changes().empty());
}

TEST(ReflexSession, WhatTheRigsLimitsWouldRefuseTheBoardIsNotTold) {
  BoardSession::Options options = with_reflex();
  options.budget = Duration::from_ms(70);  // two rewards of 30 ms
  BoardSession run(options);
  for (std::int64_t us = 2'000'000; us < 12'000'000; us += 3'000'000) {
    run.poke(us, 0, 200'000);
    run.poke(us + 100'000, 1, 200'000);
  }
  run.run_until(13'000'000);
  EXPECT_EQ(run.board().output_changes().size(), 2U * 2U * 2U);
  EXPECT_EQ(run.faults(FaultKind::valve_limit).size(), 2U);
}

device::ReflexTrial trial_of(const config::Rig& rig) {
  device::ReflexTrial trial;
  trial.trial = 5;
  trial.window = Duration::from_ms(750);
  trial.subjects = {{{0}, 2, Duration::from_ms(30)}, {{1}, 3, Duration::from_ms(30)}};
  (void)rig;
  return trial;
}

class ReflexMismatch : public testing::Test {
 protected:
  ReflexMismatch() {
    for (std::uint32_t i = 0; i < 4; ++i) {
      const Time t = Time::from_us(50'000 * i);
      clock_.add_ping(t, 100'000 * i, t + Duration::from_us(500));
    }
    reflex_.arm(trial_of(rig_), setup_, clock_, pulses_);
    reflex_.answered({5, dyad_firmware::ArmAnswer::armed});
  }

  config::Rig rig_ = board_rig();
  device::McuSetup setup_{rig_, 0};
  device::McuClock clock_;
  device::McuPulses pulses_;
  device::McuReflex reflex_;
};

TEST_F(ReflexMismatch, IsToldOnceWhereTheBoardGaveAndTheEngineDidNot) {
  reflex_.take({5, dyad_firmware::ReflexDecision::coordinated, 1, 2});
  EXPECT_FALSE(reflex_.take_mismatch());
  reflex_.decided(5, Outcome::miss);
  EXPECT_TRUE(reflex_.take_mismatch());
  EXPECT_FALSE(reflex_.take_mismatch());
}

TEST_F(ReflexMismatch, IsToldWhereTheBoardComesSecond) {
  reflex_.decided(5, Outcome::coordinated);
  reflex_.take({5, dyad_firmware::ReflexDecision::miss, 1, 2});
  EXPECT_TRUE(reflex_.take_mismatch());
}

TEST_F(ReflexMismatch, IsNoneWhereBothDecideAlike) {
  reflex_.take({5, dyad_firmware::ReflexDecision::coordinated, 1, 2});
  reflex_.decided(5, Outcome::coordinated);
  EXPECT_FALSE(reflex_.take_mismatch());
}

TEST_F(ReflexMismatch, IsNoneForATrialThatTheBoardWasTooLateFor) {
  reflex_.answered({5, dyad_firmware::ArmAnswer::late});
  reflex_.decided(5, Outcome::coordinated);
  EXPECT_FALSE(reflex_.take_mismatch());
}

}  // namespace
}  // namespace dyad::mcu_test
