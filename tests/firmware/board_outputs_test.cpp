#include <gtest/gtest.h>

#include <cmath>

#include "dyad/core/random.hpp"
#include "firmware/bench.hpp"
#include "firmware/distribution.hpp"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::PulseResult;
using dyad_firmware::TokenState;

class BoardOutputs : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(bench_.start_all(500, 500)); }

  unsigned result(unsigned token) {
    bench_.run_until([&] { return bench_.ended(token).has_value(); }, 3000);
    const auto ended = bench_.ended(token);
    return ended ? ended->record[3] : 99U;
  }
  static unsigned as(PulseResult value) { return static_cast<unsigned>(value); }

  unsigned token_state(unsigned token) {
    const std::size_t had = bench_.count(EventKind::token_state);
    bench_.host().command(MessageType::query_token, Payload().u16(token));
    EXPECT_TRUE(
        bench_.run_until([&] { return bench_.count(EventKind::token_state) > had; }));
    const auto event = bench_.last(EventKind::token_state);
    EXPECT_EQ(u16_at(event->record, 1), token);
    return event->record[3];
  }
  static unsigned as(TokenState value) { return static_cast<unsigned>(value); }
  // Edges on all sensors, and pings without a pause.
  void make_busy(std::int64_t ms) {
    Random random(4);
    for (unsigned input = 0; input < kBoardInputs; ++input) {
      std::uint64_t at = bench_.board().cycle();
      const std::uint64_t end = at + static_cast<std::uint64_t>(ms) * 16'000;
      for (bool level = true; at < end; level = !level) {
        bench_.board().schedule_input(at, input, level);
        at += static_cast<std::uint64_t>(random.between(100, 4000)) * kCyclesPerUs;
      }
    }
    bench_.host().ping_each_us(800);
  }

  Bench bench_{DYAD_FIRMWARE_ELF};
};

TEST_F(BoardOutputs, PulsesLastAsLongAsCommandedAlsoWhenAllIsBusy) {
  make_busy(3500);
  Distribution commanded_error;
  Distribution reported_error;
  Random random(5);
  for (unsigned token = 1; token <= 80; ++token) {
    const unsigned output = token % kBoardOutputs;
    const std::int64_t us = random.between(200, 20'000);
    bench_.board().clear_output_changes();
    bench_.pulse(token, output, us);
    ASSERT_EQ(result(token), as(PulseResult::done));
    const auto pulses = bench_.pulses(output);
    ASSERT_EQ(pulses.size(), 1U);
    const auto pin = static_cast<double>(pulses[0].to - pulses[0].from) / kCyclesPerUs;
    const double reported = u32_at(bench_.ended(token)->record, 8) / 2.0;
    commanded_error.add(std::abs(pin - static_cast<double>(us)));
    reported_error.add(std::abs(pin - reported));
    bench_.host().clear_events();
  }
  commanded_error.report("pulse_against_command", "us");
  reported_error.report("pulse_against_report", "us");
  EXPECT_LE(commanded_error.max(), 20);
  EXPECT_LE(reported_error.max(), 20);
}

TEST_F(BoardOutputs, RefusesWhatIsLongerThanTheCap) {
  bench_.pulse(1, 0, 2000 * kMs + 1);
  EXPECT_EQ(result(1), as(PulseResult::refused_length));
  bench_.pulse(2, 0, 0);
  EXPECT_EQ(result(2), as(PulseResult::refused_length));
  bench_.pulse(3, 4, 60'000 * kMs + 1);
  EXPECT_EQ(result(3), as(PulseResult::refused_length));
  bench_.pulse(4, 8, 1000);
  EXPECT_EQ(result(4), as(PulseResult::refused_output));
  EXPECT_TRUE(bench_.board().output_changes().empty());
  bench_.pulse(5, 0, 2000 * kMs);
  EXPECT_EQ(result(5), as(PulseResult::done));
}

TEST_F(BoardOutputs, KeepsAValveClosedBetweenTwoPulses) {
  for (unsigned token = 1; token <= 6; ++token) {
    bench_.pulse(token, 1, 1000);
    ASSERT_EQ(result(token), as(PulseResult::done));
  }
  const auto pulses = bench_.pulses(1);
  ASSERT_EQ(pulses.size(), 6U);
  for (std::size_t i = 1; i < pulses.size(); ++i) {
    EXPECT_GE(pulses[i].from - pulses[i - 1].to, 5000 * kCyclesPerUs);
  }
}

TEST_F(BoardOutputs, RefusesWhatExceedsTheBudget) {
  unsigned token = 0;
  while (++token <= 20) {
    bench_.pulse(token, 2, 1000 * kMs);
    if (result(token) != as(PulseResult::done)) break;
  }
  EXPECT_GE(token, 11U) << "11 s fit";
  EXPECT_LE(token, 13U) << "and no more than 12 s";
  EXPECT_EQ(result(token), as(PulseResult::refused_budget));
  bench_.pulse(token + 1, 3, 1000 * kMs);
  EXPECT_EQ(result(token + 1), as(PulseResult::done)) << "each valve has its own";
  bench_.run_ms(72'000);
  bench_.pulse(token + 2, 2, 1000 * kMs);
  EXPECT_EQ(result(token + 2), as(PulseResult::done));
}

TEST_F(BoardOutputs, DoubledPulseOpensOnce) {
  const std::uint16_t sequence = bench_.host().next_command();
  const Bytes payload = Payload().u16(7).u8(0).u32(ticks_of_us(3000));
  bench_.pulse(7, 0, 3000);
  bench_.host().send(MessageType::pulse, sequence, payload);
  bench_.host().send(MessageType::pulse, sequence, payload);
  ASSERT_EQ(result(7), as(PulseResult::done));
  bench_.host().clear_events();
  bench_.pulse(7, 0, 3000);
  EXPECT_EQ(result(7), as(PulseResult::refused_token));
  bench_.pulse(6, 0, 3000);
  EXPECT_EQ(result(6), as(PulseResult::refused_token)) << "older";
  bench_.run_ms(20);
  EXPECT_EQ(bench_.pulses(0).size(), 1U);
}

TEST_F(BoardOutputs, TellsWhatBecameOfAToken) {
  EXPECT_EQ(token_state(1), as(TokenState::never));
  bench_.pulse(1, 0, 100 * kMs);
  EXPECT_EQ(token_state(1), as(TokenState::running));
  EXPECT_EQ(result(1), as(PulseResult::done));
  EXPECT_EQ(token_state(1), as(TokenState::done));
  bench_.pulse(2, 0, 100 * kMs);
  bench_.run_ms(30);
  bench_.host().command(MessageType::close_outputs);
  EXPECT_EQ(result(2), as(PulseResult::cut));
  EXPECT_EQ(token_state(2), as(TokenState::partial));
  EXPECT_NEAR(u32_at(bench_.last(EventKind::token_state)->record, 4), 50'000, 12'000);
  bench_.pulse(3, 0, 0);
  EXPECT_EQ(token_state(3), as(TokenState::refused));
  for (unsigned token = 4; token < 14; ++token) bench_.pulse(token, 4, 100);
  ASSERT_TRUE(bench_.settle());
  EXPECT_EQ(token_state(1), as(TokenState::forgotten));
}

TEST_F(BoardOutputs, FlushLastsAsLongAsItIsRenewed) {
  for (int i = 0; i < 10; ++i) {
    bench_.flush(1, 0);
    bench_.run_ms(100);
  }
  EXPECT_TRUE(bench_.board().active(0));
  const std::uint64_t renewed = bench_.board().cycle() - 100 * 16'000;
  EXPECT_EQ(result(1), as(PulseResult::done));
  const auto pulses = bench_.pulses(0);
  ASSERT_EQ(pulses.size(), 1U);
  const auto held_us = static_cast<double>(pulses[0].to - renewed) / kCyclesPerUs;
  EXPECT_GE(held_us, 250'000);
  EXPECT_LE(held_us, 251'000 + 1000) << "the frame takes its time";
}

TEST_F(BoardOutputs, FlushEndsAtItsCapHoweverOftenItIsRenewed) {
  for (int i = 0; i < 350 && !bench_.ended(1); ++i) {
    bench_.flush(1, 0);
    bench_.run_ms(100);
  }
  const auto pulses = bench_.pulses(0);
  ASSERT_GE(pulses.size(), 1U);
  EXPECT_EQ(pulses.size(), 1U) << "the old token opens nothing again";
  EXPECT_NEAR(static_cast<double>(pulses[0].to - pulses[0].from) / kCyclesPerUs, 30e6,
              20);
}

}  // namespace
}  // namespace dyad::firmware_test
