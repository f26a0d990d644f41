#include <gtest/gtest.h>

#include "session/session_fixture.hpp"

namespace dyad::session {
namespace {

class LostDevice : public SessionTest {
 protected:
  // When each input happened that the engine was fed.
  std::vector<std::int64_t> fed_at() const {
    std::vector<std::int64_t> times;
    for (const Input& input : sink_.all<Input>()) times.push_back(input.time.us());
    return times;
  }
};

TEST_F(LostDevice, ALostDeviceAbortsTheTrialAndNeverMakesItAMiss) {
  begin();
  device().poke(0, 0, 100'000);
  run_until(800'000);
  // Found at 900 ms, past the deadline of 850 ms; last known good at 800 ms.
  device().lose(FaultKind::device_lost, 800'000);
  session_->pump(Time::from_us(900'000));
  EXPECT_EQ(outcomes(), std::vector{Outcome::aborted});
}

TEST_F(LostDevice, ALostLinkIsALostDeviceAndABoardsOwnFaultsActNoFurther) {
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
  device().lose(FaultKind::link_lost, 250'000);
  run_until(400'000);
  EXPECT_EQ(outcomes(), std::vector{Outcome::aborted});
  EXPECT_EQ(sink_.all<Input>().back().action, OperatorAction::device_lost);
  EXPECT_EQ(shown_.size(), 4U);
  EXPECT_FALSE(session_->finished());
}

TEST_F(LostDevice, ADeviceThatIsBackGoesOnAfterAnIti) {
  begin();
  device().lose(FaultKind::device_lost, 0);
  run_until(1'000'000);
  device().come_back(2'000'000);
  run_until(2'000'000);
  device().poke(0, 0, 2'500'000);  // in the ITI
  device().poke(0, 0, 3'500'000);
  device().poke(0, 1, 3'600'000);
  run_until(4'000'000);
  EXPECT_EQ(outcomes(), (std::vector{Outcome::aborted, Outcome::coordinated}));
}

TEST_F(LostDevice, OfTwoLostDevicesBothMustBeBack) {
  begin(2);
  for (FakeDevice& lost : devices_) lost.lose(FaultKind::device_lost, 500'000);
  run_until(1'000'000);
  const auto return_device = [this](std::size_t i, std::int64_t t_us) {
    device(i).come_back(t_us);
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

TEST_F(LostDevice, WhatABoardKeptIsFedInItsOrderAndTheTrialStaysAborted) {
  begin();
  device().poke(0, 0, 100'000);
  run_until(200'000);
  device().lose(FaultKind::link_lost, 200'000);
  run_until(400'000);
  // A partner's poke that would have been in time, and two more.
  device().backfill = {device().onset(0, 1, 300'000), device().onset(0, 0, 350'000),
                       device().onset(0, 1, 900'000)};
  device().come_back(1'000'000);
  run_until(1'000'000);
  EXPECT_EQ(outcomes(), std::vector{Outcome::aborted});
  const std::vector<std::int64_t> fed{0,       100'000, 200'000,  300'000,
                                      350'000, 900'000, 1'000'000};
  EXPECT_EQ(fed_at(), fed);
  EXPECT_EQ(sink_.all<Input>().back().action, OperatorAction::device_back);
  EXPECT_TRUE(sink_.all<log::UnfedEdge>().empty());
  device().poke(0, 0, 2'100'000);  // after an ITI of 1 s
  device().poke(0, 1, 2'200'000);
  run_until(2'300'000);
  EXPECT_EQ(outcomes(), (std::vector{Outcome::aborted, Outcome::coordinated}));
  EXPECT_EQ(shown_.size(), 2U);
}

TEST_F(LostDevice, ItStaysPausedAtTheEndOfItsBackfillUntilItIsBack) {
  begin();
  run_until(200'000);
  device().lose(FaultKind::link_lost, 200'000);
  run_until(400'000);
  device().backfill = {device().onset(0, 0, 300'000)};
  run_until(3'000'000);
  EXPECT_EQ(fed_at(), (std::vector<std::int64_t>{0, 200'000, 300'000}));
  EXPECT_TRUE(std::holds_alternative<note::Response>(sink_.all<Note>().back().body));
}

TEST_F(LostDevice, WhatABoardKeptIsOnlyLoggedWhereTheOthersHaveGoneOn) {
  begin(2);
  run_until(200'000);
  device(1).lose(FaultKind::link_lost, 150'000);
  device(0).poke(0, 0, 500'000);
  run_until(700'000);
  // The others' inputs flow on.
  EXPECT_EQ(sink_.all<Input>().back().time.us(), 500'000);
  const Input old = device(1).onset(1, 1, 400'000);
  const Input young = device(1).onset(1, 1, 600'000);
  device(1).backfill = {old, young};
  device(1).come_back(800'000);
  run_until(900'000);
  const auto unfed = sink_.all<log::UnfedEdge>();
  ASSERT_EQ(unfed.size(), 1U);
  EXPECT_EQ(unfed[0].edge, old);
  const auto fed = sink_.all<Input>();
  ASSERT_GE(fed.size(), 2U);
  EXPECT_EQ(fed[fed.size() - 2], young);
  EXPECT_EQ(fed.back().action, OperatorAction::device_back);
  EXPECT_EQ(shown_.size(), 2U);  // lost and back
  EXPECT_FALSE(noted_ambiguous());
}

TEST_F(LostDevice, WhatABoardKeptIsLoggedAfterTheSessionsLastDecisionToo) {
  begin(2);
  device(0).poke(0, 0, 59'900'000);
  device(1).poke(1, 1, 59'990'000);
  run_until(59'992'000);
  device(1).lose(FaultKind::link_lost, 59'992'000);
  run_until(60'000'000);
  ASSERT_FALSE(session_->finished());  // device 0 still gives water
  device(1).backfill = {device(1).onset(1, 1, 59'995'000),
                        device(1).onset(1, 1, 60'010'000)};
  run_until(60'015'000);
  const auto unfed = sink_.all<log::UnfedEdge>();
  ASSERT_EQ(unfed.size(), 1U);  // the other came after the end
  EXPECT_EQ(unfed[0].edge.time.us(), 59'995'000);
  run_until(60'100'000);
  EXPECT_TRUE(session_->finished());
}

TEST_F(LostDevice, ASessionThatEndsDoesNotWaitForItsPulses) {
  begin();
  device().poke(0, 0, 59'900'000);
  device().poke(0, 1, 59'990'000);
  run_until(59'995'000);
  device().lose(FaultKind::link_lost, 59'995'000);
  run_until(60'000'000);
  EXPECT_TRUE(session_->finished());
  const auto pulses = sink_.all<Actuation>();
  ASSERT_EQ(pulses.size(), 2U);
  for (const Actuation& pulse : pulses) {
    EXPECT_EQ(pulse.status, ActuationStatus::unknown);
  }
  EXPECT_EQ(sink_.all<log::End>().size(), 1U);
  EXPECT_TRUE(std::holds_alternative<log::End>(sink_.records.back()));
}

TEST_F(LostDevice, ASessionThatHasEndedStopsWaitingWhenTheDeviceIsLost) {
  begin();
  device().poke(0, 0, 59'900'000);
  device().poke(0, 1, 59'990'000);
  run_until(60'000'000);
  ASSERT_FALSE(session_->finished());
  device().lose(FaultKind::link_lost, 60'000'000);
  run_until(60'010'000);
  EXPECT_TRUE(session_->finished());
  EXPECT_EQ(sink_.all<Actuation>().at(0).status, ActuationStatus::unknown);
}

TEST_F(LostDevice, EndNowLogsWhatIsNotKnownOfItsPulsesToo) {
  begin();
  device().poke(0, 0, 100'000);
  device().poke(0, 1, 200'000);
  run_until(210'000);
  device().lose(FaultKind::link_lost, 210'000);
  run_until(300'000);
  session_->end_now("operator", Time::from_us(300'000));
  EXPECT_EQ(sink_.all<Actuation>().at(0).status, ActuationStatus::unknown);
  EXPECT_TRUE(std::holds_alternative<log::End>(sink_.records.back()));
}

TEST_F(LostDevice, APulseThatWasDoneMeanwhileIsLoggedWhenItIsBack) {
  begin();
  device().poke(0, 0, 100'000);
  device().poke(0, 1, 200'000);
  run_until(210'000);
  device().lose(FaultKind::link_lost, 210'000);
  run_until(500'000);
  EXPECT_TRUE(sink_.all<Actuation>().empty());
  device().come_back(600'000);
  run_until(600'000);
  const auto pulses = sink_.all<Actuation>();
  ASSERT_EQ(pulses.size(), 2U);
  EXPECT_EQ(pulses[0].status, ActuationStatus::done);
  EXPECT_EQ(pulses[0].time.us(), 200'000);
}

}  // namespace
}  // namespace dyad::session
