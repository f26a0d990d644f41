// Long sessions over a bad wire: nothing is lost in silence, nothing is given twice.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <set>

#include "dyad/core/random.hpp"
#include "mcu/ground_truth.hpp"

namespace dyad::mcu_test {
namespace {

// DYAD_SOAK=1 (scripts/soak) asks for the full length.
bool soak() { return std::getenv("DYAD_SOAK") != nullptr; }

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < 20; ++i) text += lines[i] + "\n";
  return text + std::to_string(lines.size()) + " in all";
}

firmware_test::WireFaults bad_wire() {
  firmware_test::WireFaults faults;
  faults.flipped_ppm = 10'000;
  faults.lost_ppm = 500;
  faults.doubled_ppm = 500;
  faults.burst_ppm = 20;
  faults.latency_us = 200;
  faults.delayed_ppm = 20'000;
  faults.delay_max_us = 10'000;
  return faults;
}

// One at a random instant of each equal part of the session.
std::vector<std::int64_t> reset_times(unsigned resets, std::int64_t end_us,
                                      Random& random) {
  std::vector<std::int64_t> times;
  const std::int64_t part = (end_us - 10'000'000) / resets;
  for (unsigned i = 0; i < resets; ++i) {
    times.push_back(5'000'000 + part * i + random.between(0, part - 5'000'000));
  }
  return times;
}

std::size_t trials_with(BoardSession& run, Outcome wanted) {
  std::size_t count = 0;
  for (const Note& note : run.log().all<Note>()) {
    const auto* outcome = std::get_if<note::TrialOutcome>(&note.body);
    count += outcome != nullptr && outcome->outcome == wanted ? 1U : 0U;
  }
  return count;
}

TEST(BoardFaults, EveryPokeIsLoggedOnceOrLiesInAStatedGap) {
  const std::uint64_t seed = 20'261'124;
  SCOPED_TRACE("seed " + std::to_string(seed));
  const std::int64_t end_us = (soak() ? 3'700LL : 240LL) * 1'000'000;
  const unsigned resets = soak() ? 10 : 3;
  BoardSession run({.wire = {.seed = seed,
                             .to_board = bad_wire(),
                             .to_host = bad_wire(),
                             .ppm = 1'500,
                             .ppm_per_s = 0.02}});
  std::vector<TrueEdge> truth = random_pokes(run, 0, end_us, seed);
  const std::vector<TrueEdge> other = random_pokes(run, 1, end_us, seed + 1);
  truth.insert(truth.end(), other.begin(), other.end());
  Random random(seed);
  for (const std::int64_t at : reset_times(resets, end_us, random)) {
    run.run_until(at);
    run.board().reset();
  }
  run.run_until(end_us + 5'000'000);

  const auto edges = edge_mistakes(run, truth);
  const auto rewards = reward_mistakes(run);
  EXPECT_TRUE(edges.empty()) << joined(edges);
  EXPECT_TRUE(rewards.empty()) << joined(rewards);
  EXPECT_GE(gaps(run).size(), resets);
  EXPECT_GT(trials_with(run, Outcome::coordinated),
            static_cast<std::size_t>(end_us / 20'000'000));
  const auto counts = run.device().link().counts();
  std::cout << "true edges " << truth.size() << ", gaps " << gaps(run).size()
            << ", link_lost " << run.faults(FaultKind::link_lost).size() << ", late "
            << run.faults(FaultKind::late_input).size() << ", coordinated "
            << trials_with(run, Outcome::coordinated) << ", aborted "
            << trials_with(run, Outcome::aborted) << ", frames " << counts.frames
            << ", broken " << counts.frame_errors << ", commands resent "
            << counts.resent << '\n';
}

TEST(BoardFaults, ACleanWireLosesNothingAndDelaysNothing) {
  BoardSession run({.wire = {.seed = 7, .ppm = -2'000}});
  const std::int64_t end_us = 60'000'000;
  std::vector<TrueEdge> truth = random_pokes(run, 0, end_us, 7);
  const std::vector<TrueEdge> other = random_pokes(run, 1, end_us, 8);
  truth.insert(truth.end(), other.begin(), other.end());
  run.run_until(end_us + 2'000'000);
  const auto edges = edge_mistakes(run, truth);
  const auto rewards = reward_mistakes(run);
  EXPECT_TRUE(edges.empty()) << joined(edges);
  EXPECT_TRUE(rewards.empty()) << joined(rewards);
  EXPECT_TRUE(run.log().all<Fault>().empty());
  EXPECT_TRUE(run.log().all<log::UnfedEdge>().empty());
}

}  // namespace
}  // namespace dyad::mcu_test
