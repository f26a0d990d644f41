#include <csignal>

#include "mcu_pty/pty_session.hpp"

namespace dyad::mcu_pty {
namespace {

// An animal on the left seat of a real board; on the right one sits what dyad plays.
class PartnerOnABoard : public PtySession {
 protected:
  void seat_right(const nlohmann::ordered_json& partner) {
    schedule["stages"][0]["partners"]["right"] = partner;
  }

  void expect_answers_300_ms_later() {
    seat_right({{"kind", "lag"}, {"lag_ms", 300}});
    set_valve_open(milliseconds(10));
    start();
    poke(kLeft, 0);
    poke(kLeft, 1500);
    log_after_trials(2);
    log_when([](const SessionLog& log) {
      return log.actuations(ActuationStatus::done) == 4;
    });
    stop(SIGTERM, 0);
    const SessionLog ended = log();
    for (const auto& [t, outcome] : ended.notes<note::TrialOutcome>()) {
      if (outcome.outcome == Outcome::aborted) continue;
      EXPECT_EQ(outcome.outcome, Outcome::coordinated);
      EXPECT_EQ(outcome.first, kLeft);
      EXPECT_EQ(outcome.dt, Duration::from_ms(300));
    }
    for (const Input& edge : ended.edges("poke_right")) EXPECT_EQ(edge.source, 1);
    EXPECT_TRUE(ended.all<Fault>().empty());
    EXPECT_EQ(board->pulses(kLeft).size(), 2U);
    EXPECT_EQ(board->pulses(kRight).size(), 2U);
    expect_identical_replay();
  }
};

TEST_F(PartnerOnABoard, AnswersAPokeOfTheAnimalAndItIsOneTrial) {
  expect_answers_300_ms_later();
}

// The board would not see the partner's responses, and call its trials misses.
TEST_F(PartnerOnABoard, TheBoardsReflexLeavesItsTrialsToTheEngine) {
  rig["devices"]["uno"]["reflex"] = true;
  expect_answers_300_ms_later();
  EXPECT_TRUE(log().all<BoardDecision>().empty());
}

}  // namespace
}  // namespace dyad::mcu_pty
