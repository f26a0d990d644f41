#include <csignal>

#include "gpio_sim/live_session.hpp"

namespace dyad::gpio_sim {
namespace {

using LostEdges = LiveSession;

// The kernel keeps 1024 edges for a request at most.
constexpr int kBeyondTheBuffer = 1200;

TEST_F(LostEdges, ABurstBeyondTheKernelsBufferIsAFaultWithItsCountAndTheSessionGoesOn) {
  start();
  until(milliseconds(300));
  dyad->signal(SIGSTOP);
  const std::int64_t begin = monotonic_ns();
  for (int edge = 0; edge < kBeyondTheBuffer; ++edge) {
    chip.pull("poke-left", edge % 2 == 1);
    sleep_until_ns(begin + (edge + 1) * std::int64_t{2'000'000});
  }
  dyad->signal(SIGCONT);
  log_when([](const SessionLog& log) {
    return !log.faults(FaultKind::events_lost).empty() &&
           !log.notes<note::Ambiguous>().empty();
  });
  // However the burst was decided, an interval later the next trial can be.
  const Time calm = now();
  const auto trial_after_the_burst = [&](const SessionLog& log) {
    const auto starts = log.notes<note::TrialStart>();
    return log.notes<note::WindowOpen>().size() < starts.size() ||
           (!starts.empty() && starts.back().first > calm);
  };
  log_when(trial_after_the_burst);
  const std::size_t decided = log().notes<note::TrialOutcome>().size();
  coordinate();
  log_after_trials(decided + 1);
  stop(SIGTERM, 0);
  const SessionLog ended = log();
  const auto faults = ended.faults(FaultKind::events_lost);
  ASSERT_FALSE(faults.empty());
  EXPECT_GT(faults[0].count, 0U);
  EXPECT_LE(faults[0].count, static_cast<unsigned>(kBeyondTheBuffer));
  EXPECT_EQ(ended.counts("poke_left").lost, faults[0].count);
  EXPECT_EQ(ended.notes<note::Ambiguous>().at(0).second.reason,
            AmbiguousReason::lost_input);
  EXPECT_EQ(ended.notes<note::TrialOutcome>().back().second.outcome,
            Outcome::coordinated);
  EXPECT_NE(dyad->err().find("events_lost"), std::string::npos) << dyad->err();
  expect_identical_replay();
}

}  // namespace
}  // namespace dyad::gpio_sim
