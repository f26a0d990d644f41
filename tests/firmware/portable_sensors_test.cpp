#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "firmware/host_board.hpp"

// After the board, whose RawEdge it uses.
#include "dyad_firmware/sensors.h"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::SensorEdge;
using dyad_firmware::Ticks;
using dyad_firmware::ticks_of_ms;

struct Sink {
  void on_edge(const SensorEdge& edge) { edges.push_back(edge); }
  void on_step() {}
  void on_raw_loss(Ticks now) { losses.push_back(now); }

  std::vector<SensorEdge> edges;
  std::vector<Ticks> losses;
};

constexpr std::uint8_t kOn = dyad_firmware::kFlagEnabled;

class PortableSensors : public ::testing::Test {
 protected:
  void configure(std::uint8_t input, std::uint8_t flags, Ticks confirm = 0,
                 Ticks lockout = 0) {
    sensors_.configure(input, flags, confirm, lockout);
  }
  void run_at(std::uint64_t ticks) {
    board_.set_ticks(ticks);
    sensors_.run(0);
  }
  void edge_at(std::uint64_t ticks, std::uint8_t input, bool high) {
    board_.set_ticks(ticks);
    board_.set_input(input, high);
  }

  HostBoard board_;
  Sink sink_;
  dyad_firmware::Sensors<HostBoard, Sink> sensors_{board_, sink_};
};

TEST_F(PortableSensors, TheLevelThatALineHasIsNoEdge) {
  board_.set_input(2, true);
  configure(2, kOn);
  configure(3, kOn | dyad_firmware::kFlagActiveLow | dyad_firmware::kFlagPullUp);
  sensors_.run(0);
  EXPECT_TRUE(sink_.edges.empty());
  EXPECT_EQ(sensors_.levels(), 0x0C);
  EXPECT_EQ(board_.pull_ups(), 0x08);
}

TEST_F(PortableSensors, AnInputThatIsNotEnabledIsSilent) {
  configure(0, kOn);
  configure(0, 0);
  edge_at(100, 0, true);
  edge_at(200, 1, true);
  sensors_.run(0);
  EXPECT_TRUE(sink_.edges.empty());
  EXPECT_EQ(sensors_.levels(), 0);
}

// The interrupt keeps 24 bits of 32: an edge may lie 4 s behind the time it is widened
// from.
TEST_F(PortableSensors, AnEdgesTimeIsWidenedFromALaterOne) {
  configure(0, kOn);
  const std::uint64_t starts[] = {0, 0xFFFFF0, 0xFFFFFFF0, 0x17FFFFFF0, 0x123456789};
  bool high = false;
  for (const std::uint64_t start : starts) {
    for (const std::uint64_t read_later : {0U, 100U, 7'900'000U}) {
      const std::uint64_t at = start + 10'000'000;
      if (at < board_.ticks()) continue;
      edge_at(at, 0, high = !high);
      sink_.edges.clear();
      run_at(at + read_later);
      ASSERT_EQ(sink_.edges.size(), 1U) << start << " " << read_later;
      EXPECT_EQ(sink_.edges[0].time, static_cast<Ticks>(at)) << start << read_later;
      EXPECT_EQ(sink_.edges[0].active, high);
    }
  }
}

TEST_F(PortableSensors, CompleteToWaitsForAnEdgeNotYetConfirmed) {
  configure(0, kOn, ticks_of_ms(5), ticks_of_ms(50));
  edge_at(1000, 0, true);
  run_at(5000);
  EXPECT_TRUE(sink_.edges.empty());
  EXPECT_EQ(sensors_.complete_to(5000), 1000U);
  EXPECT_EQ(sensors_.next_deadline(), 11'000U);
  run_at(11'000);
  ASSERT_EQ(sink_.edges.size(), 1U);
  EXPECT_EQ(sink_.edges[0].time, 1000U);
  EXPECT_EQ(sensors_.complete_to(11'000), 11'000U);
}

TEST_F(PortableSensors, LostRawEdgesAreToldAndTheLineIsWhatItIs) {
  configure(0, kOn);
  configure(1, kOn);
  for (std::uint64_t i = 0; i < 101; ++i) edge_at(1000 + 10 * i, 0, i % 2 == 0);
  run_at(5000);
  EXPECT_EQ(sink_.losses, std::vector<Ticks>{5000});
  EXPECT_EQ(sensors_.levels(), 1);
  sink_.edges.clear();
  edge_at(6000, 1, true);
  run_at(6000);
  ASSERT_EQ(sink_.edges.size(), 1U);
  EXPECT_EQ(sink_.edges[0].input, 1);
}

RC_GTEST_PROP(PortableSensorsOfAnyLines, EveryEdgeOfAnUnfilteredLineIsReported, ()) {
  HostBoard board;
  Sink sink;
  dyad_firmware::Sensors<HostBoard, Sink> sensors(board, sink);
  board.set_ticks(*rc::gen::element<std::uint64_t>(0, 0xFFFFE000, 0x7FFFF000));
  for (std::uint8_t i = 0; i < dyad_firmware::kInputs; ++i) {
    sensors.configure(i, kOn, 0, 0);
  }
  std::vector<std::pair<std::uint8_t, Ticks>> expected;
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(1, 3'000'000), rc::gen::inRange(0, 6)));
  unsigned levels = 0;
  for (const auto& [wait, input] : steps) {
    board.set_ticks(board.ticks() + static_cast<std::uint64_t>(wait));
    levels ^= 1U << input;
    board.set_input(static_cast<std::uint8_t>(input), ((levels >> input) & 1) != 0);
    expected.emplace_back(input, board.now());
    sensors.run(0);
  }
  RC_ASSERT(sink.edges.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    RC_ASSERT(sink.edges[i].input == expected[i].first);
    RC_ASSERT(sink.edges[i].time == expected[i].second);
  }
}

}  // namespace
}  // namespace dyad::firmware_test
