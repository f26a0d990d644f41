#include <csignal>

#include "gpio_sim/live_session.hpp"

namespace dyad::gpio_sim {
namespace {

using Coordination = LiveSession;

constexpr SubjectIndex kLeft = 0;
constexpr SubjectIndex kRight = 1;

class CoordinationInEitherOrder : public LiveSession {
 protected:
  void first_then_second(const std::string& one, const std::string& other,
                         SubjectIndex first) {
    schedule["stages"][0]["iti_ms"]["coordinated"] = 10'000;  // no second trial
    set_valve_open(milliseconds(300));  // long enough to be seen on a busy host
    start();
    until(milliseconds(300));
    const Time first_in = poke(one);
    until(milliseconds(600));
    const Time second_in = poke(other);
    EXPECT_TRUE(becomes_open("left"));
    EXPECT_TRUE(becomes_open("right"));
    EXPECT_TRUE(becomes_closed("left"));
    EXPECT_TRUE(becomes_closed("right"));
    leave(one);
    leave(other);
    log_when([](const SessionLog& log) {
      return log.actuations(ActuationStatus::done) == 2;
    });
    stop(SIGTERM, 0);
    check(log(), first, second_in - first_in);
    expect_identical_replay();
  }

  static void check(const SessionLog& log, SubjectIndex first, Duration driven) {
    const auto outcomes = log.notes<note::TrialOutcome>();
    ASSERT_EQ(outcomes.size(), 1U);
    const note::TrialOutcome& outcome = outcomes[0].second;
    EXPECT_EQ(outcome.outcome, Outcome::coordinated);
    EXPECT_EQ(outcome.first, first);
    EXPECT_FALSE(outcome.ambiguous);
    ASSERT_TRUE(outcome.dt.has_value());
    EXPECT_LE(abs(*outcome.dt - driven), kStampTolerance) << outcome.dt->us() << " µs";
    EXPECT_EQ(log.rewards().size(), 2U);
    EXPECT_EQ(log.actuations(ActuationStatus::done), 2U);
    EXPECT_EQ(log.end_reason(), "operator");
  }
};

TEST_F(CoordinationInEitherOrder, LeftThenRightInsideTheWindowRewardsBoth) {
  first_then_second("left", "right", kLeft);
}

TEST_F(CoordinationInEitherOrder, RightThenLeftInsideTheWindowRewardsBoth) {
  first_then_second("right", "left", kRight);
}

TEST_F(Coordination, APokeAfterTheWindowIsAMissAndOpensNoValve) {
  schedule["stages"][0]["iti_ms"]["miss"] = 3000;  // the late poke comes inside it
  start();
  until(milliseconds(300));
  poke("left");
  const SessionLog missed = log_after_trials(1);
  poke("right");
  const auto responses = [](const SessionLog& log) {
    return log.notes<note::Response>().size() == 2;
  };
  log_when(responses);
  EXPECT_FALSE(valve_open("left"));
  EXPECT_FALSE(valve_open("right"));
  stop(SIGTERM, 0);
  const SessionLog ended = log();
  const auto opened = ended.notes<note::WindowOpen>();
  const auto outcomes = ended.notes<note::TrialOutcome>();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].second.outcome, Outcome::miss);
  EXPECT_EQ(outcomes[0].second.first, kLeft);
  EXPECT_FALSE(outcomes[0].second.latency[kRight].has_value());
  EXPECT_EQ(outcomes[0].first, opened.at(0).first + kWindow);
  EXPECT_EQ(ended.notes<note::Response>()[1].second.role, ResponseRole::late);
  EXPECT_TRUE(ended.all<Command>().empty());
  expect_identical_replay();
}

}  // namespace
}  // namespace dyad::gpio_sim
