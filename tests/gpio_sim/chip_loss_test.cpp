#include <csignal>

#include "gpio_sim/live_session.hpp"

namespace dyad::gpio_sim {
namespace {

class ChipLoss : public LiveSession {
 protected:
  SessionLog when_lost() const {
    return log_when([](const SessionLog& log) {
      return !log.faults(FaultKind::device_lost).empty();
    });
  }
};

TEST_F(ChipLoss, AChipThatGoesAwayAbortsTheTrialAndTheSessionEndsSafely) {
  start();
  until(milliseconds(300));
  poke("left");
  log_when(
      [](const SessionLog& log) { return !log.notes<note::WindowOpen>().empty(); });
  chip.unplug();
  when_lost();
  const SessionLog aborted = log_after_trials(1);
  EXPECT_EQ(aborted.notes<note::TrialOutcome>()[0].second.outcome, Outcome::aborted);
  stop(SIGTERM, 0);
  const SessionLog ended = log();
  EXPECT_EQ(ended.faults(FaultKind::device_lost).size(), 1U);
  EXPECT_EQ(ended.notes<note::TrialOutcome>().size(), 1U);
  EXPECT_EQ(ended.notes<note::Paused>().at(0).second.reason, PauseReason::device_lost);
  EXPECT_EQ(ended.end_reason(), "operator");
  EXPECT_NE(dyad->err().find("is lost"), std::string::npos) << dyad->err();
  expect_identical_replay();
}

TEST_F(ChipLoss, AWindowThatClosedWhileNobodyCouldSeeThePartnerIsNoMiss) {
  start();
  until(milliseconds(300));
  poke("left");
  log_when(
      [](const SessionLog& log) { return !log.notes<note::WindowOpen>().empty(); });
  // The chip goes and the window closes while dyad is held still.
  dyad->signal(SIGSTOP);
  chip.unplug();
  until(milliseconds(300) + milliseconds(kWindow.us() / 1000) + milliseconds(100));
  dyad->signal(SIGCONT);
  const SessionLog lost = log_after_trials(1);
  EXPECT_EQ(lost.notes<note::TrialOutcome>()[0].second.outcome, Outcome::aborted);
  stop(SIGTERM, 0);
  expect_identical_replay();
}

TEST_F(ChipLoss, APulseThatRanWhenTheChipWentIsUnknown) {
  set_valve_open(milliseconds(900));
  start();
  coordinate();
  ASSERT_TRUE(becomes_open("left"));
  chip.unplug();
  when_lost();
  stop(SIGTERM, 0);
  EXPECT_EQ(log().actuations(ActuationStatus::unknown), 2U);
  expect_identical_replay();
}

TEST_F(ChipLoss, AChipThatComesBackIsTakenUpAndTheNextTrialDecided) {
  set_valve_open(milliseconds(400));
  start();
  until(milliseconds(300));
  chip.unplug();
  when_lost();
  chip.plug();
  log_when([](const SessionLog& log) {
    return !log.faults(FaultKind::device_back).empty() &&
           log.notes<note::TrialStart>().size() == 2;
  });
  coordinate();
  EXPECT_TRUE(becomes_open("left"));
  const SessionLog decided = log_after_trials(2);
  EXPECT_EQ(decided.notes<note::TrialOutcome>()[1].second.outcome,
            Outcome::coordinated);
  stop(SIGTERM, 0);
  EXPECT_EQ(log().faults(FaultKind::guard_lost).size(), 0U);
  expect_identical_replay();
}

TEST_F(ChipLoss, TheGuardHoldsTheValvesOfAChipThatCameBack) {
  set_valve_open(milliseconds(900));
  start();
  chip.unplug();
  when_lost();
  chip.plug();
  log_when(
      [](const SessionLog& log) { return log.notes<note::TrialStart>().size() == 2; });
  keep_lines_driven();
  coordinate();
  ASSERT_TRUE(becomes_open("left"));
  dyad->signal(SIGKILL);
  EXPECT_TRUE(becomes_closed("left", milliseconds(100)));
  EXPECT_TRUE(becomes_closed("right", milliseconds(100)));
  ASSERT_TRUE(dyad->wait(kSoon).has_value());
  log_when([](const SessionLog& log) { return log.ended(); });
  expect_identical_replay();
}

}  // namespace
}  // namespace dyad::gpio_sim
