#include <csignal>

#include "gpio_sim/live_session.hpp"
#include "mcu_pty/board_process.hpp"

namespace dyad::gpio_sim {
namespace {

// A system call is dear in User-Mode Linux: the board looks at its port less often than
// elsewhere, or it would fall behind wall time.
constexpr const char* kStep_us = "3000";
constexpr milliseconds kBoardStarts{20'000};  // dyad waits 4 s for a board

// Pokes on a simulated Uno, valves on the chip's lines.
class MixedRig : public LiveSession {
 protected:
  void SetUp() override {
    LiveSession::SetUp();
    board_ = std::make_unique<mcu_pty::BoardProcess>(folder / "board", kStep_us);
    rig["devices"]["uno"] = {{"kind", "mcu"}, {"port", board_->port()}};
    for (const unsigned input : {0U, 1U}) {
      const char* const poke = input == 0 ? "poke_left" : "poke_right";
      rig["channels"][poke]["device"] = "uno";
      rig["channels"][poke]["line"] = "in" + std::to_string(input);
      board_->level(0, input, true);  // the beam is whole
    }
  }
  void TearDown() override {
    LiveSession::TearDown();
    board_.reset();
  }

  void begin() {
    launch();
    const SessionLog begun = log_when(
        [](const SessionLog& log) { return !log.notes<note::TrialStart>().empty(); },
        kBoardStarts);
    ASSERT_FALSE(begun.records.empty()) << "the session did not begin";
  }

  void poke_both(std::int64_t apart_ms) const {
    const std::int64_t from_ms = board_->now_ms() + 50;
    for (const unsigned input : {0U, 1U}) {
      const std::int64_t at_ms = from_ms + input * apart_ms;
      board_->level(at_ms, input, false);
      board_->level(at_ms + 100, input, true);
    }
  }

 private:
  std::unique_ptr<mcu_pty::BoardProcess> board_;
};

TEST_F(MixedRig, PokesOnABoardOpenValvesOnAChip) {
  schedule["stages"][0]["iti_ms"]["coordinated"] = 10'000;  // no second trial
  set_valve_open(milliseconds(300));  // long enough to be seen on a busy host
  begin();
  poke_both(200);
  EXPECT_TRUE(becomes_open("left"));
  EXPECT_TRUE(becomes_open("right"));
  EXPECT_TRUE(becomes_closed("left"));
  EXPECT_TRUE(becomes_closed("right"));
  log_when(
      [](const SessionLog& log) { return log.actuations(ActuationStatus::done) == 2; });
  stop(SIGTERM, 0);
  const SessionLog ended = log();
  const auto outcomes = ended.notes<note::TrialOutcome>();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].second.outcome, Outcome::coordinated);
  const note::TrialOutcome& outcome = outcomes[0].second;
  ASSERT_TRUE(outcome.dt.has_value());
  EXPECT_LE(abs(*outcome.dt - Duration::from_ms(200)),
            outcome.dt_uncertainty + Duration::from_ms(1));
  expect_identical_replay();
}

}  // namespace
}  // namespace dyad::gpio_sim
