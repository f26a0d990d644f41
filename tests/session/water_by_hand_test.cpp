#include <gtest/gtest.h>

#include <vector>

#include "dyad/device/reflex.hpp"
#include "session/session_fixture.hpp"

namespace dyad::session {
namespace {

using Water = Session::Water;

const Water kDrop{2500, Duration::from_ms(20)};

class WaterByHand : public SessionTest {
 protected:
  void give(SubjectIndex subject, const Water& water, std::int64_t t_us) {
    session_->give(subject, water, Time::from_us(t_us));
  }
};

TEST_F(WaterByHand, IsLoggedBeforeTheValveOpens) {
  begin();
  give(1, kDrop, 1000);
  run_until(2000);
  const Input fed = sink_.all<Input>().back();
  EXPECT_EQ(fed.action, OperatorAction::give_reward);
  const Command given = sink_.all<Command>().at(0);
  EXPECT_EQ(given.kind, CommandKind::manual_reward);
  EXPECT_EQ(given.subject, 1);
  EXPECT_EQ(given.volume_nl, 2500U);
  EXPECT_EQ(given.duration, Duration::from_ms(20));
  EXPECT_EQ(session_->tally().manual_rewards[1], 1U);
}

TEST_F(WaterByHand, ForNobodyIsAFaultAndTheSessionGoesOn) {
  begin();
  give(kNoSubject, kDrop, 1000);
  give(0, {2500, Duration()}, 1000);
  run_until(2000);
  EXPECT_EQ(shown_.size(), 2U);
  EXPECT_EQ(shown_.at(0).kind, FaultKind::actuation_failed);
  EXPECT_TRUE(sink_.all<Command>().empty());
  EXPECT_FALSE(session_->finished());
}

TEST_F(WaterByHand, BeyondTheValvesLimitsIsRefusedAndTheSessionGoesOn) {
  begin();
  give(0, {50'000, Duration::from_s(30)}, 1000);
  run_until(2000);
  EXPECT_EQ(shown_.at(0).kind, FaultKind::actuation_failed);
  EXPECT_EQ(sink_.all<Actuation>().at(0).status, ActuationStatus::refused);
  EXPECT_EQ(session_->tally().volume_nl[0], 0U);
  EXPECT_FALSE(session_->finished());
}

// Of a rig whose board opens the valves by itself while it is told a trial.
class WaterBesideAReflex : public WaterByHand {
 protected:
  class Board final : public device::Reflex {
   public:
    void arm(const device::ReflexTrial& trial) override {
      armed.push_back(trial.opens_at);
    }
    void decided(TrialNumber, Outcome) override {}
    std::vector<Time> armed;
  };

  void begin_beside_reflex() {
    board_ = &reflex_;
    begin();
  }
  void operate(OperatorAction action, std::int64_t t_us) {
    session_->request(action, Time::from_us(t_us));
    run_until(t_us + 1);
  }

  Board reflex_;
};

TEST_F(WaterBesideAReflex, IsRefusedInATrialAndGivenInAPause) {
  begin_beside_reflex();
  ASSERT_FALSE(reflex_.armed.empty());
  give(0, kDrop, 1000);
  run_until(2000);
  EXPECT_EQ(shown_.size(), 1U);
  EXPECT_TRUE(sink_.all<Command>().empty());
  operate(OperatorAction::pause, 3000);
  give(0, kDrop, 4000);
  run_until(5000);
  EXPECT_EQ(sink_.all<Command>().size(), 1U);
}

TEST_F(WaterBesideAReflex, ThatWaitedForTheValveIsRefusedWhenTheBoardDecidesAgain) {
  begin_beside_reflex();
  operate(OperatorAction::pause, 3000);
  give(0, kDrop, 4000);
  give(0, kDrop, 5000);  // due at 44 ms
  run_until(6000);
  operate(OperatorAction::resume, 7000);
  run_until(50'000);
  ASSERT_EQ(sink_.all<Command>().size(), 2U);
  EXPECT_EQ(sink_.all<Actuation>().front().status, ActuationStatus::done);
  EXPECT_EQ(sink_.all<Actuation>().back().status, ActuationStatus::refused);
  EXPECT_EQ(session_->tally().manual_rewards[0], 1U);
}

TEST_F(WaterBesideAReflex, ABoardIsToldNoTrialThatOpensWhileItRuns) {
  begin_beside_reflex();
  operate(OperatorAction::pause, 3000);
  const std::size_t before = reflex_.armed.size();
  give(0, {2500, Duration::from_ms(20)}, 4000);
  run_until(5000);
  plan_.rule().iti.fill(config::Interval::fixed(Duration::from_ms(30)));
  operate(OperatorAction::resume,
          6000);  // the trial opens at 36 ms, the valve rests until 44
  EXPECT_EQ(reflex_.armed.size(), before);
  run_until(200'000);
  operate(OperatorAction::pause, 201'000);
  operate(OperatorAction::resume, 202'000);
  EXPECT_GT(reflex_.armed.size(), before);
}

}  // namespace
}  // namespace dyad::session
