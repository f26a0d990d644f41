#include "firmware/portable_controller.hpp"

namespace dyad::firmware_test {
namespace {

TEST_F(PortableController, SaysHelloUnasked) {
  hosted_.run_ms(2);
  const auto frames = hosted_.take_frames();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_TRUE(frames[0].is(MessageType::hello));
  EXPECT_EQ(frames[0].payload.size(), dyad_firmware::kHelloSize);
}

TEST_F(PortableController, PulseLastsAsLongAsCommanded) {
  connect();
  configure();
  pulse(1, 0, 100);
  EXPECT_TRUE(open(0));
  run_ms(110);
  EXPECT_FALSE(open(0));
  const auto ended = events_of(EventKind::pulse_ended);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0][3], 0);  // done
  EXPECT_TRUE(nearly(dyad_firmware::get_u32(&ended[0][8]), ticks_of_ms(100)));
  EXPECT_TRUE(nearly(hosted_.board.longest_high(0), ticks_of_ms(100)));
}

TEST_F(PortableController, PulseIsCutWithinTheBoundWhenTheHostFallsSilent) {
  connect();
  configure();
  pulse(1, 7, 5000);
  run_ms(499, true);
  EXPECT_TRUE(open(7));
  run_ms(20, true);
  EXPECT_FALSE(open(7));
  EXPECT_TRUE(events_of(EventKind::safe).empty());  // nobody to tell
  connect();
  run_ms(50);
  ASSERT_EQ(events_of(EventKind::safe).size(), 1U);
  const auto ended = events_of(EventKind::pulse_ended);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0][3], 1);  // cut
}

TEST_F(PortableController, EdgesWaitForAHostThatComesBackOnItsLink) {
  connect();
  configure();
  run_ms(600, true);
  for (int i = 0; i < 10; ++i) {
    hosted_.board.set_input(0, i % 2 == 0);
    run_ms(100, true);
  }
  EXPECT_TRUE(events_of(EventKind::edge).empty());
  connect();
  run_ms(50);
  EXPECT_EQ(events_of(EventKind::edge).size(), 10U);
}

TEST_F(PortableController, ANewLinkForgetsEventsAndClosesOutputs) {
  connect();
  configure();
  pulse(1, 7, 5000);
  hosted_.board.set_input(0, true);
  hosted_.run_ms(8);  // nobody acknowledges the edge
  hosted_.take_frames();
  events_.clear();
  connect(kLink + 1);
  next_command_ = 1;
  EXPECT_FALSE(open(7));
  run_ms(100);
  EXPECT_TRUE(events_of(EventKind::edge).empty());
  EXPECT_EQ(events_of(EventKind::pulse_ended).size(), 1U);
}

TEST_F(PortableController, StatusComesEveryTenMilliseconds) {
  connect();
  statuses_ = 0;
  run_ms(1000);
  EXPECT_GE(statuses_, 95U);
  EXPECT_LE(statuses_, 105U);
}

}  // namespace
}  // namespace dyad::firmware_test
