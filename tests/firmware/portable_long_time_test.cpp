// Half an hour and more: where the board's counter wraps, nothing that lies far back
// may look like something to come.
#include "firmware/portable_controller.hpp"

namespace dyad::firmware_test {
namespace {

class LongTime : public PortableController {};

TEST_F(LongTime, ABoardThatWaitedForItsFirstHostSaysItsStatusAtOnce) {
  hosted_.run_ms(1'100'000);
  connect();
  statuses_ = 0;
  run_ms(1'000);
  EXPECT_GE(statuses_, 95U);
}

TEST_F(LongTime, WhatWasSentBeforeALongSilenceIsSentAgain) {
  connect();
  configure();
  hosted_.board.set_input(0, true);
  hosted_.run_ms(20);
  hosted_.take_frames();  // sent, and never acknowledged
  hosted_.run_ms(1'100'000);
  hosted_.take_frames();
  connect();
  run_ms(1'000);
  EXPECT_EQ(events_of(EventKind::edge).size(), 1U);
}

TEST_F(LongTime, MoreLostEventsThanANumberCanTellDoNotHoldTheStreamUp) {
  connect();
  command(MessageType::configure_input, {0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
  for (int i = 0; i < 70'000; ++i) {
    hosted_.board.set_input(0, i % 2 == 0);
    hosted_.run_for(500);
  }
  hosted_.take_frames();
  connect();
  run_ms(2'000);
  EXPECT_EQ(events_of(EventKind::events_lost).size(), 1U);
  const std::size_t before = events_.size();
  hosted_.board.set_input(0, true);
  run_ms(100);
  EXPECT_EQ(events_.size(), before + 1);
}

TEST_F(LongTime, AnArmedReflexStillDecidesAfterHalfAnHour) {
  connect();
  configure(2);
  connect();
  arm(1, 1);
  run_ms(1'800'000);
  hosted_.board.set_input(0, true);
  hosted_.board.set_input(1, true);
  run_ms(200);
  EXPECT_EQ(events_of(EventKind::reflex).size(), 1U);
}

TEST_F(LongTime, AnArmThatIsRefusedLeavesTheTokensOfDeliveredPulsesAlone) {
  connect();
  configure(2);
  pulse(1, 0, 10);
  run_ms(50);
  arm(1, 1);  // token 1 is not new
  command(MessageType::query_token, {1, 0});
  run_ms(50);
  const auto states = events_of(EventKind::token_state);
  ASSERT_EQ(states.size(), 1U);
  EXPECT_EQ(states[0][3], static_cast<std::uint8_t>(dyad_firmware::TokenState::done));
}

TEST(ReflexOrder, AnOnsetEarlierByMoreThanTheWindowIsNoPartner) {
  dyad_firmware::Reflex reflex;
  dyad_firmware::ReflexPlan plan{};
  plan.window = 10;
  plan.subjects = 2;
  plan.inputs[0] = 1;
  plan.inputs[1] = 2;
  ASSERT_EQ(reflex.arm(plan, 3), dyad_firmware::ArmAnswer::armed);
  dyad_firmware::ReflexResult result{};
  EXPECT_FALSE(reflex.on_onset(0, 30, result));
  EXPECT_FALSE(reflex.on_onset(1, 12, result));
  EXPECT_TRUE(reflex.expire(23, result));
  EXPECT_EQ(result.decision, dyad_firmware::ReflexDecision::miss);
  EXPECT_EQ(result.first, 12U);
}

}  // namespace
}  // namespace dyad::firmware_test
