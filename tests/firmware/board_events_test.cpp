#include <gtest/gtest.h>

#include "firmware/bench.hpp"

namespace dyad::firmware_test {
namespace {

class BoardEvents : public ::testing::Test {
 protected:
  // So many edges of one sensor.
  void make_edges(Bench& bench, unsigned count, unsigned apart_ms = 2) {
    for (unsigned i = 0; i < count; ++i) {
      bench.board().schedule_input(
          bench.board().cycle() + (i + 1) * 16'000ULL * apart_ms, 0, i % 2 == 0);
    }
    bench.run_ms(apart_ms * count + 10);
  }
  // Edges alternate; nothing came twice or in another order.
  static void expect_in_order(Bench& bench) {
    std::uint16_t next = bench.host().events().front().sequence;
    std::uint32_t last_ticks = 0;
    for (const BoardEvent& event : bench.host().events()) {
      EXPECT_EQ(event.sequence, next);
      next = static_cast<std::uint16_t>(next + 1);
      if (event.kind() == EventKind::events_lost) {
        next = static_cast<std::uint16_t>(u16_at(event.record, 1) + 1);
      }
      if (event.kind() != EventKind::edge) continue;
      EXPECT_GT(u32_at(event.record, 1), last_ticks);
      last_ticks = u32_at(event.record, 1);
    }
  }
};

TEST_F(BoardEvents, AFullRingReportsItsLossAsOneExactRange) {
  Bench bench(DYAD_FIRMWARE_ELF);
  ASSERT_TRUE(bench.start_all(200, 200));
  bench.host().hush();
  bench.run_ms(600);
  make_edges(bench, 300);
  bench.host().talk();
  bench.run_ms(500);
  ASSERT_EQ(bench.count(EventKind::events_lost), 1U);
  expect_in_order(bench);
  const BoardEvent lost = *bench.last(EventKind::events_lost);
  const unsigned range = u16_at(lost.record, 1) - lost.sequence + 1U;
  const std::size_t kept = bench.count(EventKind::edge);
  EXPECT_GE(kept, 32U);
  EXPECT_EQ(kept + range, 300U) << "with `safe` before";
  EXPECT_EQ(lost.record[7] & 1U, 0U) << "the level after an even number of edges";
  // The host is back: nothing more is lost.
  bench.host().clear_events();
  make_edges(bench, 200);
  EXPECT_EQ(bench.count(EventKind::edge), 200U);
  EXPECT_EQ(bench.count(EventKind::events_lost), 0U);
  expect_in_order(bench);
}

TEST_F(BoardEvents, WaitForAHostThatIsSilent) {
  Bench bench(DYAD_FIRMWARE_ELF);
  ASSERT_TRUE(bench.start_all(200, 200));
  make_edges(bench, 10);
  ASSERT_EQ(bench.count(EventKind::edge), 10U);
  bench.host().hush();
  make_edges(bench, 20);
  bench.run_ms(5000);
  bench.host().talk();
  bench.run_ms(200);
  EXPECT_EQ(bench.count(EventKind::edge), 30U);
  EXPECT_EQ(bench.count(EventKind::safe), 1U);
  expect_in_order(bench);
}

TEST_F(BoardEvents, ArriveOnceAndInOrderOverABadLine) {
  Bench bench(DYAD_FIRMWARE_ELF);
  ASSERT_TRUE(bench.start_all(200, 200));
  WireFaults faults;
  faults.lost_ppm = 50'000;
  bench.time().to_board().set_faults(faults);
  bench.time().to_host().set_faults(faults);
  make_edges(bench, 400, 50);
  bench.time().to_board().set_faults({});
  bench.time().to_host().set_faults({});
  bench.run_ms(300);
  EXPECT_EQ(bench.count(EventKind::edge), 400U);
  EXPECT_EQ(bench.count(EventKind::events_lost), 0U);
  EXPECT_GT(bench.host().repeats() + bench.host().gaps(), 0U) << "the line was bad";
  EXPECT_GT(bench.host().bad_frames(), 20U);
  expect_in_order(bench);
}

TEST_F(BoardEvents, ANewLinkBeginsWithWhatComesNext) {
  Bench bench(DYAD_FIRMWARE_ELF);
  ASSERT_TRUE(bench.start_all(200, 200));
  bench.host().hush();
  make_edges(bench, 10);
  bench.host().talk();
  ASSERT_TRUE(bench.connect(2));
  bench.run_ms(100);
  bench.host().clear_events();
  make_edges(bench, 4);
  EXPECT_EQ(bench.count(EventKind::edge), 4U);
  EXPECT_EQ(bench.host().gaps(), 0U);
}

}  // namespace
}  // namespace dyad::firmware_test
