#include <csignal>

#include "mcu_pty/pty_session.hpp"

namespace dyad::mcu_pty {
namespace {

using BoardSession = PtySession;

std::vector<Outcome> outcomes_of(const SessionLog& log) {
  std::vector<Outcome> outcomes;
  for (const auto& [t, outcome] : log.notes<note::TrialOutcome>()) {
    outcomes.push_back(outcome.outcome);
  }
  return outcomes;
}

// Short: the board's rate is a guess of the host's while the simulator now runs, now
// falls behind, and a guess off by 0.1 % must not matter.
constexpr milliseconds kShort{10};
// What the log says that a valve did, against its pin.
constexpr Duration kTold = Duration::from_us(20);
// What was wanted of it: 0.5 % of rate, which is all that is known just after a reset,
// and the board's own lateness at the end of a pulse.
constexpr Duration kWanted = Duration::from_us(80);

std::vector<Actuation> rewards_done(const SessionLog& log, unsigned seat) {
  std::vector<Actuation> done;
  for (const Command& reward : log.rewards()) {
    if (reward.subject != seat) continue;
    for (const Actuation& actuation : log.all<Actuation>()) {
      if (actuation.token != reward.token) continue;
      EXPECT_EQ(actuation.status, ActuationStatus::done);
      EXPECT_LE(abs(actuation.duration - reward.duration), kWanted);
      done.push_back(actuation);
    }
  }
  return done;
}

// The rewards of each seat in turn against the pulses that its pin had.
void expect_a_pulse_for_each_reward(const SessionLog& log, const BoardProcess& board) {
  std::size_t pulses_seen = 0;
  for (const unsigned seat : {kLeft, kRight}) {
    const auto told = rewards_done(log, seat);
    const auto pulses = board.pulses(seat);
    ASSERT_EQ(pulses.size(), told.size());
    pulses_seen += pulses.size();
    for (std::size_t i = 0; i < pulses.size(); ++i) {
      const auto length = Duration::from_us(pulses[i].length_us());
      EXPECT_LE(abs(length - told[i].duration), kTold)
          << length.us() << " µs, told " << told[i].duration.us() << " µs";
    }
  }
  EXPECT_EQ(pulses_seen, log.rewards().size());
}

TEST_F(BoardSession, EveryRewardInTheLogHasItsPulseOnThePin) {
  set_valve_open(kShort);
  start();
  poke(kLeft, 0);  // together, left first
  poke(kRight, 300);
  poke(kLeft, 1000);   // alone: a miss at 1750
  poke(kRight, 2500);  // together, right first
  poke(kLeft, 2700);
  poke(kLeft, 3500);  // too late: a miss at 4250
  poke(kRight, 4300);
  poke(kLeft, 5000);  // together, at the end of the window
  poke(kRight, 5740);
  log_after_trials(5);
  const SessionLog done = log_when(
      [](const SessionLog& log) { return log.actuations(ActuationStatus::done) == 6; });
  stop(SIGTERM, 0);
  EXPECT_EQ(
      outcomes_of(done),
      (std::vector<Outcome>{Outcome::coordinated, Outcome::miss, Outcome::coordinated,
                            Outcome::miss, Outcome::coordinated}));
  const SessionLog ended = log();
  EXPECT_EQ(ended.end_reason(), "operator");
  EXPECT_EQ(ended.rewards().size(), 6U);
  EXPECT_TRUE(ended.all<Fault>().empty());
  expect_a_pulse_for_each_reward(ended, *board);
  expect_identical_replay();
}

TEST_F(BoardSession, PokesAreAsFarApartAsTheLogSaysWithinItsUncertainty) {
  start();
  poke(kLeft, 0);
  poke(kRight, 300);
  const SessionLog log = log_after_trials(1);
  const note::TrialOutcome outcome = log.notes<note::TrialOutcome>()[0].second;
  ASSERT_TRUE(outcome.dt.has_value());
  EXPECT_LE(abs(*outcome.dt - Duration::from_ms(300)), outcome.dt_uncertainty);
  for (const Input& edge : log.edges("poke_left")) {
    EXPECT_LT(edge.uncertainty, Duration::from_ms(20));
  }
  stop(SIGTERM, 0);
}

TEST_F(BoardSession, CtrlCCutsAPulseAndEndsInOrder) {
  set_valve_open(milliseconds(1500));
  start();
  poke(kLeft, 0);
  poke(kRight, 50);
  ASSERT_TRUE(wait_for(kSoon, [&] { return board->active(kLeft); }));
  stop(SIGINT, 0);
  ASSERT_TRUE(wait_for(kSoon, [&] { return !board->active(kLeft); }));
  const SessionLog ended = log();
  EXPECT_EQ(ended.end_reason(), "operator");
  EXPECT_EQ(ended.actuations(ActuationStatus::cut), 2U);
  const auto actuations = ended.all<Actuation>();
  ASSERT_EQ(actuations.size(), 2U);
  for (const unsigned seat : {kLeft, kRight}) {
    const auto pulses = board->pulses(seat);
    ASSERT_EQ(pulses.size(), 1U);
    EXPECT_LT(pulses[0].length_us(), 1'400'000);
    const bool told = std::any_of(
        actuations.begin(), actuations.end(), [&](const Actuation& actuation) {
          return std::abs(actuation.duration.us() - pulses[0].length_us()) <= 1000;
        });
    EXPECT_TRUE(told) << "the pin was active for " << pulses[0].length_us() << " µs";
  }
  expect_identical_replay();
}

TEST_F(BoardSession, ResetInMidSessionAbortsTheTrialAndTheSessionGoesOn) {
  set_valve_open(kShort);
  start();
  poke(kLeft, 0);
  board->reset(mark_ms() + 300);
  const SessionLog back = log_when([](const SessionLog& log) {
    return !log.faults(FaultKind::device_back).empty();
  });
  EXPECT_EQ(back.faults(FaultKind::link_lost).size(), 1U);
  EXPECT_EQ(back.faults(FaultKind::board_reset).size(), 1U);
  log_when(
      [](const SessionLog& log) { return log.notes<note::TrialStart>().size() == 2; });
  mark();
  poke(kRight, 0);
  poke(kLeft, 200);
  log_when(
      [](const SessionLog& log) { return log.actuations(ActuationStatus::done) == 2; });
  stop(SIGTERM, 0);
  EXPECT_EQ(outcomes_of(log()),
            (std::vector<Outcome>{Outcome::aborted, Outcome::coordinated}));
  expect_a_pulse_for_each_reward(log(), *board);
  expect_identical_replay();
}

// Run alone: it holds the board to its bound in wall time.
TEST_F(BoardSession, RealTimeAKilledDyadsValvesAreClosedWithinTheHostsSilence) {
  set_valve_open(milliseconds(1500));
  start();
  poke(kLeft, 0);
  poke(kRight, 50);
  ASSERT_TRUE(wait_for(kSoon, [&] { return board->active(kRight); }));
  const std::int64_t killed_ns = gpio_sim::monotonic_ns();
  session->signal(SIGKILL);
  ASSERT_TRUE(
      wait_for(kSoon, [&] { return !board->active(kLeft) && !board->active(kRight); }));
  const std::int64_t closed_ns = gpio_sim::monotonic_ns();
  EXPECT_LE((closed_ns - killed_ns) / 1'000'000, 520);
  for (const unsigned seat : {kLeft, kRight}) {
    ASSERT_EQ(board->pulses(seat).size(), 1U);
    EXPECT_LT(board->pulses(seat)[0].length_us(), 1'400'000);
  }
  // The guard finishes the log.
  const SessionLog ended = log_when([](const SessionLog& log) { return log.ended(); });
  EXPECT_EQ(ended.end_reason(), "daemon_died");
  EXPECT_EQ(ended.error, "");
  EXPECT_EQ(ended.rewards().size(), 2U);
  expect_identical_replay();
}

}  // namespace
}  // namespace dyad::mcu_pty
