#include <gtest/gtest.h>

#include "dyad/core/random.hpp"
#include "firmware/bench.hpp"
#include "firmware/distribution.hpp"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::PulseResult;
using dyad_firmware::SafeReason;

constexpr unsigned kSafe = 2;
constexpr unsigned kWatchdogCause = 4;

class BoardSafety : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(bench_.start_all()); }

  bool all_closed() {
    for (unsigned output = 0; output < kBoardOutputs; ++output) {
      if (bench_.board().active(output)) return false;
    }
    return true;
  }
  // Opens a valve and a light for long, and waits until they are.
  void open_two(unsigned token = 1) {
    bench_.pulse(token, 0, 2000 * kMs);
    bench_.pulse(token + 1, 4, 10'000 * kMs);
    ASSERT_TRUE(bench_.settle());
    ASSERT_TRUE(bench_.board().active(0) && bench_.board().active(4));
  }
  // When the last output closed, in µs after `from`.
  double last_close_us(std::uint64_t from) {
    const auto& changes = bench_.board().output_changes();
    EXPECT_FALSE(changes.empty());
    EXPECT_FALSE(changes.back().active);
    return (static_cast<double>(changes.back().cycle) - static_cast<double>(from)) /
           kCyclesPerUs;
  }

  Bench bench_{DYAD_FIRMWARE_ELF};
};

TEST_F(BoardSafety, HostSilenceClosesEveryOutput) {
  open_two();
  bench_.host().hush();
  const auto last =
      static_cast<std::uint64_t>(bench_.host().last_sent_us()) * kCyclesPerUs;
  bench_.run_ms(600);
  EXPECT_TRUE(all_closed());
  const double after = last_close_us(last);
  EXPECT_GE(after, 500'000);
  EXPECT_LE(after, 520'000);
}

TEST_F(BoardSafety, StaysSafeUntilTheHostClearsIt) {
  bench_.host().hush();
  bench_.run_ms(600);
  bench_.host().talk();
  EXPECT_EQ(bench_.state(), kSafe);
  const auto safe = bench_.last(EventKind::safe);
  ASSERT_TRUE(safe);
  EXPECT_EQ(safe->record[1], static_cast<unsigned>(SafeReason::host_silence));
  bench_.pulse(1, 0, 1000);
  ASSERT_TRUE(bench_.run_until([&] { return bench_.ended(1).has_value(); }));
  EXPECT_EQ(bench_.ended(1)->record[3],
            static_cast<unsigned>(PulseResult::refused_state));
  bench_.start();
  bench_.host().command(MessageType::clear, Payload().u32(bench_.boot_id() + 1));
  ASSERT_TRUE(bench_.settle());
  EXPECT_EQ(bench_.state(), kSafe) << "neither start nor another boot's clear";
  bench_.clear();
  ASSERT_TRUE(bench_.settle());
  EXPECT_EQ(bench_.state(), 0U);
  bench_.start();
  ASSERT_TRUE(bench_.settle());
  EXPECT_EQ(bench_.state(), 1U);
  bench_.pulse(2, 0, 1000);
  ASSERT_TRUE(bench_.run_until([&] { return bench_.ended(2).has_value(); }));
  EXPECT_EQ(bench_.ended(2)->record[3], static_cast<unsigned>(PulseResult::done));
}

TEST_F(BoardSafety, SensorsAreLoggedWhileTheHostIsSilent) {
  bench_.host().hush();
  bench_.run_ms(600);
  bench_.board().set_input(3, true);
  bench_.run_ms(50);
  bench_.board().set_input(3, false);
  bench_.run_ms(50);
  EXPECT_EQ(bench_.count(EventKind::edge), 0U);
  bench_.host().talk();
  ASSERT_TRUE(bench_.run_until([&] { return bench_.count(EventKind::edge) == 2; }));
  EXPECT_EQ(bench_.host().events()[1].low(), 3U | dyad_firmware::kEventActive);
  EXPECT_EQ(bench_.host().gaps(), 0U);
}

TEST_F(BoardSafety, EmergencyStopWorksInAnyStateAndAtAnyNumber) {
  open_two();
  bench_.host().send(MessageType::emergency_stop, 0xBEEF);
  bench_.run_ms(3);
  EXPECT_TRUE(all_closed());
  EXPECT_EQ(bench_.state(), kSafe);
  bench_.clear();
  ASSERT_TRUE(bench_.settle());
  EXPECT_EQ(bench_.state(), 0U);
  bench_.host().send(MessageType::emergency_stop, 0);
  EXPECT_EQ(bench_.state(), kSafe) << "from unconfigured";
  bench_.host().send(MessageType::emergency_stop, 1);
  EXPECT_EQ(bench_.state(), kSafe) << "once more";
  bench_.start();
  ASSERT_TRUE(bench_.settle());
  EXPECT_EQ(bench_.state(), kSafe);
}

TEST_F(BoardSafety, EmergencyStopEndsAFlushAndWhatWaits) {
  bench_.pulse(1, 1, 1000);
  bench_.pulse(2, 0, 1000 * kMs);
  bench_.flush(3, 2);
  ASSERT_TRUE(bench_.settle());
  bench_.host().send(MessageType::emergency_stop, 0);
  bench_.run_ms(3);
  EXPECT_TRUE(all_closed());
  bench_.flush(3, 2);
  bench_.run_ms(50);
  EXPECT_TRUE(all_closed()) << "a renewal opens nothing again";
}

void expect_hang_closes(Bench& bench, Hang how, std::uint64_t within_us) {
  bench.board().clear_output_changes();
  bench.pulse(1, 0, 2000 * kMs);
  bench.pulse(2, 4, 10'000 * kMs);
  ASSERT_TRUE(bench.settle());
  bench.run_ms(7);
  const std::uint64_t from = bench.board().cycle();
  bench.board().hang(how);
  bench.run_ms(200);
  ASSERT_FALSE(bench.board().output_changes().empty());
  EXPECT_FALSE(bench.board().active(0));
  EXPECT_FALSE(bench.board().active(4));
  const auto closed = bench.board().output_changes().back().cycle;
  EXPECT_LE((closed - from) / kCyclesPerUs, within_us);
  EXPECT_EQ(bench.board().watchdog_resets(), 1U);
  EXPECT_EQ(bench.host().hellos().back().payload[4], kWatchdogCause);
}

TEST_F(BoardSafety, WatchdogClosesWhereTheProgramHangs) {
  // By its first stage, before the reset.
  expect_hang_closes(bench_, Hang::main_loop, 36'000);
}

TEST_F(BoardSafety, WatchdogClosesWhereInterruptsAreOff) {
  expect_hang_closes(bench_, Hang::interrupts_off, 70'000);
}

TEST_F(BoardSafety, ResetClosesEveryOutput) {
  open_two();
  bench_.board().reset();
  EXPECT_TRUE(all_closed());
  bench_.run_ms(50);
  EXPECT_TRUE(all_closed());
}

// The line is cut in the middle of whatever goes over it, with a valve's pulse and a
// long one under way.
TEST(BoardLinkCut, NeverLeavesAnythingOpenForLong) {
  Random random(11);
  const unsigned cuts = soak() ? 1000 : 150;
  Distribution silence;
  for (unsigned cut = 0; cut < cuts && !::testing::Test::HasFailure(); ++cut) {
    Bench bench(DYAD_FIRMWARE_ELF);
    ASSERT_TRUE(bench.start_all());
    const std::int64_t valve_us = random.between(5, 1500) * kMs;
    bench.board().clear_output_changes();
    bench.pulse(1, 0, valve_us);
    bench.pulse(2, 4, 10'000 * kMs);
    bench.host().ping_each_us(random.between(1000, 20'000));
    // The commands need 1.2 ms: some cuts come before, most after.
    bench.time().run_for(random.between(0, 100'000));
    const auto last = static_cast<std::uint64_t>(bench.host().last_sent_us());
    bench.time().cut();
    bench.run_ms(2000);
    for (const OutputChange& change : bench.board().output_changes()) {
      if (change.output == kSyncLine) continue;
      // The last frame's end may have left after it was written.
      EXPECT_LE(change.cycle, (last + 520'000 + 1500) * kCyclesPerUs);
    }
    for (const PinPulse& pulse : bench.pulses(0)) {
      EXPECT_LE((pulse.to - pulse.from) / kCyclesPerUs,
                static_cast<std::uint64_t>(valve_us) + 20);
    }
    EXPECT_FALSE(bench.board().active(0) || bench.board().active(4)) << "cut " << cut;
    if (!bench.pulses(4).empty()) {
      silence.add(static_cast<double>(bench.pulses(4).back().to) / kCyclesPerUs -
                  static_cast<double>(last));
    }
  }
  ASSERT_GT(silence.size(), cuts / 2);
  silence.report("closed_after_the_last_frame", "us");
}

}  // namespace
}  // namespace dyad::firmware_test
