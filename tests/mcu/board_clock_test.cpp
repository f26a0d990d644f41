// The board's stamps in session time, from end to end: crystal, firmware, wire, map.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "mcu/ground_truth.hpp"

namespace dyad::mcu_test {
namespace {

// A USB bridge that hands each packet on up to 1 ms late, at its poll, and a warming
// resonator. The clock map alone is held to more, up to 5 ms, in tests/link.
firmware_test::LockstepOptions usb_board(double ppm) {
  firmware_test::LockstepOptions options;
  options.seed = 41;
  options.ppm = ppm;
  options.ppm_per_s = 0.2;
  for (auto* wire : {&options.to_board, &options.to_host}) {
    wire->latency_us = 100;
    wire->packet_us = 320;  // a pong is one packet
    wire->delayed_ppm = 1'000'000;
    wire->delay_max_us = 1'000;
  }
  return options;
}

std::int64_t median_uncertainty_us(BoardSession& run) {
  std::vector<std::int64_t> found;
  for (const Input& input : run.log().all<Input>()) {
    if (input.kind == InputKind::edge && input.source == 0) {
      found.push_back(input.uncertainty.us());
    }
  }
  std::sort(found.begin(), found.end());
  return found.empty() ? 0 : found[found.size() / 2];
}

void expect_honest(BoardSession& run, std::int64_t end_us) {
  std::vector<TrueEdge> truth = random_pokes(run, 0, end_us, 5);
  const std::vector<TrueEdge> other = random_pokes(run, 1, end_us, 6);
  truth.insert(truth.end(), other.begin(), other.end());
  run.run_until(end_us + 3'000'000);
  const auto mistakes = edge_mistakes(run, truth);
  EXPECT_TRUE(mistakes.empty())
      << mistakes.size() << " mistakes, first: " << mistakes[0];
  EXPECT_GT(truth.size(), 100U);
}

TEST(BoardClock, StampsLieWithinTheirUncertaintyWithPingsAlone) {
  for (const double ppm : {-3'000.0, 3'000.0}) {
    BoardSession run({.wire = usb_board(ppm)});
    expect_honest(run, 60'000'000);
    const std::int64_t median = median_uncertainty_us(run);
    EXPECT_LE(median, 1'000);
    std::cout << ppm << " ppm, pings alone: median uncertainty " << median << " us\n";
  }
}

TEST(BoardClock, ASyncLineMakesStampsGoodToTensOfMicroseconds) {
  for (const double ppm : {-3'000.0, 3'000.0}) {
    BoardSession run({.wire = usb_board(ppm), .second = Second::sync_line});
    expect_honest(run, 60'000'000);
    const std::int64_t median = median_uncertainty_us(run);
    EXPECT_LE(median, 50 + dyad_firmware::kStampLateness_us);
    std::cout << ppm << " ppm, sync line: median uncertainty " << median << " us\n";
  }
}

// The pokes of one board and of another device, in the order in which they happened.
TEST(MixedRig, EdgesOfBothDevicesReachTheEngineInTheOrderOfTheirTimes) {
  BoardSession run({.wire = usb_board(1'000), .second = Second::input});
  Random random(8);
  for (std::int64_t us = 1'000'000; us < 20'000'000; us += 100'000) {
    const std::int64_t at = us + random.between(0, 80'000);
    run.poke(us, 0, 40'000);
    run.gpio().poke(1, 1, at);
  }
  run.run_until(22'000'000);
  Time last;
  std::size_t edges = 0;
  for (const Input& input : run.log().all<Input>()) {
    EXPECT_GE(input.time, last);
    last = input.time;
    edges += input.kind == InputKind::edge ? 1U : 0U;
  }
  EXPECT_GT(edges, 500U);
  EXPECT_TRUE(run.log().all<log::UnfedEdge>().empty());
  EXPECT_TRUE(run.faults(FaultKind::late_input).empty());
}

}  // namespace
}  // namespace dyad::mcu_test
