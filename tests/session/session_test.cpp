#include "dyad/session/session.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "session/fakes.hpp"

namespace dyad::session {
namespace {

// A session on fake devices and virtual time.
class SessionTest : public testing::Test {
 protected:
  void begin(std::size_t devices = 1) {
    rig_ = two_poke_rig(devices);
    plan_ = plan_for(rig_);
    devices_.resize(devices);
    std::vector<device::Device*> used;
    for (FakeDevice& device : devices_) used.push_back(&device);
    session_ = std::make_unique<Session>(Session::Parts{
        .rig = rig_,
        .plan = plan_,
        .seed = 1,
        .devices = used,
        .log = sink_,
        .on_fault = [this](const Fault& fault) { shown_.push_back(fault); }});
    session_->begin();
  }

  FakeDevice& device(std::size_t i = 0) { return devices_.at(i); }

  // Pumps at every wakeup up to and at t.
  void run_until(std::int64_t t_us) {
    const Time end = Time::from_us(t_us);
    while (!session_->finished()) {
      const auto next = session_->next_wakeup();
      if (!next || *next > end) break;
      session_->pump(*next);
      ASSERT_LT(++pumps_, 10'000) << "the session keeps asking to be woken";
    }
    session_->pump(end);
  }

  std::vector<Outcome> outcomes() const {
    std::vector<Outcome> found;
    for (const Note& note : sink_.all<Note>()) {
      if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
        found.push_back(outcome->outcome);
      }
    }
    return found;
  }

  bool noted_ambiguous() const {
    for (const Note& note : sink_.all<Note>()) {
      if (std::holds_alternative<note::Ambiguous>(note.body)) return true;
    }
    return false;
  }

  config::Rig rig_;
  task::Plan plan_;
  std::vector<FakeDevice> devices_;
  VectorSink sink_;
  std::vector<Fault> shown_;
  std::unique_ptr<Session> session_;
  int pumps_ = 0;
};

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

TEST_F(SessionTest, ALostDeviceAbortsTheTrialAndNeverMakesItAMiss) {
  begin();
  device().poke(0, 0, 100'000);
  run_until(800'000);
  // Found at 900 ms, past the deadline of 850 ms; last known good at 800 ms.
  device().is_lost = true;
  device().faults.push_back({.time = Time::from_us(800'000),
                             .kind = FaultKind::device_lost,
                             .message = "the chip is gone"});
  session_->pump(Time::from_us(900'000));
  EXPECT_EQ(outcomes(), std::vector{Outcome::aborted});
}

TEST_F(SessionTest, ALostLinkIsALostDeviceAndABoardsOwnFaultsActNoFurther) {
  begin();
  device().poke(0, 0, 100'000);
  run_until(200'000);
  for (const FaultKind kind :
       {FaultKind::board_safe, FaultKind::reflex_mismatch, FaultKind::board_reset}) {
    device().faults.push_back(
        {.time = Time::from_us(150'000), .kind = kind, .message = "the board says so"});
  }
  run_until(300'000);
  EXPECT_TRUE(outcomes().empty());
  EXPECT_EQ(sink_.all<Input>().size(), 2U);  // the start and the poke
  device().is_lost = true;
  device().faults.push_back({.time = Time::from_us(250'000),
                             .kind = FaultKind::link_lost,
                             .message = "the board does not answer"});
  run_until(400'000);
  EXPECT_EQ(outcomes(), std::vector{Outcome::aborted});
  EXPECT_EQ(sink_.all<Input>().back().action, OperatorAction::device_lost);
  EXPECT_EQ(shown_.size(), 4U);
  EXPECT_FALSE(session_->finished());
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

TEST_F(SessionTest, ADeviceThatIsBackGoesOnAfterAnIti) {
  begin();
  device().is_lost = true;
  device().faults.push_back(
      {.time = Time::from_us(0), .kind = FaultKind::device_lost, .message = "gone"});
  run_until(1'000'000);
  device().is_lost = false;
  device().faults.push_back({.time = Time::from_us(2'000'000),
                             .kind = FaultKind::device_back,
                             .message = "back"});
  run_until(2'000'000);
  device().poke(0, 0, 2'500'000);  // in the ITI
  device().poke(0, 0, 3'500'000);
  device().poke(0, 1, 3'600'000);
  run_until(4'000'000);
  EXPECT_EQ(outcomes(), (std::vector{Outcome::aborted, Outcome::coordinated}));
}

TEST_F(SessionTest, OfTwoLostDevicesBothMustBeBack) {
  begin(2);
  for (FakeDevice& lost : devices_) {
    lost.is_lost = true;
    lost.faults.push_back({.time = Time::from_us(500'000),
                           .kind = FaultKind::device_lost,
                           .message = "gone"});
  }
  run_until(1'000'000);
  const auto return_device = [this](std::size_t i, std::int64_t t_us) {
    device(i).is_lost = false;
    device(i).faults.push_back({.time = Time::from_us(t_us),
                                .kind = FaultKind::device_back,
                                .message = "back"});
    run_until(t_us);
  };
  return_device(0, 2'000'000);
  device(0).poke(0, 0, 3'500'000);  // would be a trial's first response
  run_until(4'000'000);
  return_device(1, 5'000'000);
  run_until(6'500'000);
  // Aborted once, and the next trial began only after the second device's return.
  EXPECT_EQ(outcomes(), std::vector{Outcome::aborted});
  std::vector<std::int64_t> starts_us;
  for (const Note& note : sink_.all<Note>()) {
    if (std::holds_alternative<note::TrialStart>(note.body)) {
      starts_us.push_back(note.time.us());
    }
  }
  EXPECT_EQ(starts_us, (std::vector<std::int64_t>{0, 6'000'000}));
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
