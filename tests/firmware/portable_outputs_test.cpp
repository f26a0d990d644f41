#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "dyad_firmware/outputs.h"
#include "firmware/host_board.hpp"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::EndedPulse;
using dyad_firmware::PulseResult;
using dyad_firmware::Ticks;
using dyad_firmware::ticks_of_ms;
using Pin = HostBoard::Pin;

// As Pulses does it.
PulseResult begin(dyad_firmware::Outputs<HostBoard>& outputs, HostBoard& board,
                  std::uint8_t output, std::uint16_t token, dyad_firmware::Ticks length,
                  bool flush) {
  const PulseResult why_not = outputs.refusal(output, length);
  if (why_not != PulseResult::done) return why_not;
  const PulseResult result = outputs.start(output, token, length, flush, board.now());
  outputs.schedule_ends();
  return result;
}

class PortableOutputs : public ::testing::Test {
 protected:
  // The timer's interrupt comes in time, the main level each 250 us.
  void run_ms(unsigned ms) {
    const std::uint64_t end = board_.ticks() + ticks_of_ms(ms);
    while (board_.ticks() < end) {
      board_.set_ticks(std::min({end, board_.ticks() + 500, board_.output_timer_at()}));
      if (board_.output_timer_at() <= board_.ticks()) {
        board_.output_timer_fires();
        outputs_.expire();
      }
      outputs_.open_waiting(board_.now());
      outputs_.keep_time(board_.now());
    }
  }
  PulseResult start(std::uint8_t output, std::uint32_t ms, bool flush = false) {
    return begin(outputs_, board_, output, ++token_, ticks_of_ms(ms), flush);
  }
  std::vector<EndedPulse> ended() {
    std::vector<EndedPulse> all;
    for (EndedPulse pulse{}; outputs_.take_ended(pulse);) all.push_back(pulse);
    return all;
  }

  HostBoard board_;
  dyad_firmware::Outputs<HostBoard> outputs_{board_};
  std::uint16_t token_ = 0;
};

TEST_F(PortableOutputs, IsDrivenOnlyOnceConfigured) {
  EXPECT_EQ(start(0, 10), PulseResult::refused_output);
  EXPECT_EQ(start(8, 10), PulseResult::refused_output);
  EXPECT_EQ(board_.pin(0), Pin::floating);
  outputs_.configure(0, 1);
  EXPECT_EQ(board_.pin(0), Pin::low);
  outputs_.configure(0, 3);
  EXPECT_EQ(board_.pin(0), Pin::high);  // inactive, where low is active
  outputs_.configure(0, 0);
  EXPECT_EQ(board_.pin(0), Pin::floating);
}

TEST_F(PortableOutputs, LengthsAreThoseThatTheLimitsAllow) {
  outputs_.configure(0, 1);
  outputs_.configure(7, 1);
  EXPECT_EQ(start(0, 0), PulseResult::refused_length);
  EXPECT_EQ(start(0, 2001), PulseResult::refused_length);
  EXPECT_EQ(start(7, 60'001), PulseResult::refused_length);
  EXPECT_EQ(start(0, 2000), PulseResult::done);
  EXPECT_EQ(start(0, 1), PulseResult::refused_busy);
  EXPECT_EQ(start(7, 60'000), PulseResult::done);
  run_ms(60'000);
  EXPECT_TRUE(nearly(board_.longest_high(0), ticks_of_ms(2000)));
  EXPECT_TRUE(nearly(board_.longest_high(7), ticks_of_ms(60'000)));
  EXPECT_EQ(ended().size(), 2U);
}

TEST_F(PortableOutputs, AValveStaysClosedBetweenTwoPulses) {
  outputs_.configure(0, 1);
  ASSERT_EQ(start(0, 10), PulseResult::done);
  run_ms(10);
  ASSERT_EQ(ended().size(), 1U);
  ASSERT_EQ(start(0, 10), PulseResult::done);
  EXPECT_TRUE(outputs_.any_waiting());
  run_ms(4);
  EXPECT_EQ(board_.pin(0), Pin::low);
  run_ms(2);
  EXPECT_EQ(board_.pin(0), Pin::high);
  run_ms(10);
  const auto pulses = ended();
  ASSERT_EQ(pulses.size(), 1U);
  EXPECT_TRUE(nearly(pulses[0].active, ticks_of_ms(10)));  // not shortened by the wait
}

TEST_F(PortableOutputs, AFlushLastsAsLongAsItsLeaseAndEndsAtItsCap) {
  outputs_.configure(0, 1);
  const Ticks lease = ticks_of_ms(dyad_firmware::kFlushLease_ms);
  ASSERT_EQ(start(0, dyad_firmware::kFlushLease_ms, true), PulseResult::done);
  for (int i = 0; i < 400; ++i) {
    outputs_.renew(0, lease);
    run_ms(100);
  }
  EXPECT_TRUE(nearly(board_.longest_high(0), ticks_of_ms(dyad_firmware::kFlushCap_ms)));
  ASSERT_EQ(ended().size(), 1U);
  ASSERT_EQ(start(0, dyad_firmware::kFlushLease_ms, true), PulseResult::done);
  run_ms(249);
  EXPECT_EQ(board_.pin(0), Pin::high);
  run_ms(2);
  EXPECT_EQ(board_.pin(0), Pin::low);
}

TEST_F(PortableOutputs, CloseAllCutsWhatIsOpenAndWhatWaits) {
  outputs_.configure(0, 1);
  outputs_.configure(1, 3);
  ASSERT_EQ(start(0, 10), PulseResult::done);
  run_ms(10);
  ended();
  ASSERT_EQ(start(0, 10), PulseResult::done);
  ASSERT_EQ(start(1, 100), PulseResult::done);
  run_ms(2);
  outputs_.close_all();
  EXPECT_EQ(board_.pin(0), Pin::low);
  EXPECT_EQ(board_.pin(1), Pin::high);
  const auto pulses = ended();
  ASSERT_EQ(pulses.size(), 2U);
  EXPECT_EQ(pulses[0].active, 0U);
  EXPECT_EQ(pulses[0].result, PulseResult::cut);
  EXPECT_EQ(pulses[1].active, ticks_of_ms(2));
  EXPECT_EQ(outputs_.active_ones(), 0);
}

RC_GTEST_PROP(PortableOutputsOfAnyUse, EveryPulseThatWasTakenEndsInItsTime, ()) {
  HostBoard board;
  dyad_firmware::Outputs<HostBoard> outputs(board);
  board.set_ticks(*rc::gen::element<std::uint64_t>(0, 0xFFFF0000));
  for (std::uint8_t i = 0; i < dyad_firmware::kOutputs; ++i) outputs.configure(i, 1);
  std::uint16_t token = 0;
  std::vector<Ticks> lengths{0};
  unsigned open = 0;
  const int steps = *rc::gen::inRange(0, 300);
  for (int i = 0; i < steps; ++i) {
    const Ticks length = *rc::gen::inRange<Ticks>(1, 200'000);
    const auto output = *rc::gen::inRange<std::uint8_t>(0, dyad_firmware::kOutputs);
    const auto answer = begin(outputs, board, output, ++token, length, false);
    lengths.push_back(length);
    if (answer == PulseResult::done) ++open;
    const std::uint64_t next = board.ticks() + *rc::gen::inRange<Ticks>(1, 60'000);
    while (board.output_timer_at() <= next) {
      board.set_ticks(board.output_timer_at());
      board.output_timer_fires();
      outputs.expire();
    }
    board.set_ticks(std::max(next, board.ticks()));
    outputs.open_waiting(board.now());
    for (EndedPulse pulse{}; outputs.take_ended(pulse); --open) {
      RC_ASSERT(nearly(pulse.active, lengths[pulse.token]));
    }
  }
  RC_ASSERT(open <= dyad_firmware::kOutputs);
}

}  // namespace
}  // namespace dyad::firmware_test
