#include "dyad/device/pulse_timer.hpp"

#include <gtest/gtest.h>

namespace dyad::device {
namespace {

constexpr ChannelIndex kValve = 3;
constexpr ChannelIndex kCue = 5;

Time at(std::int64_t us) { return Time::from_us(us); }

Command pulse(Token token, ChannelIndex channel, std::int64_t us) {
  Command command;
  command.token = token;
  command.channel = channel;
  command.duration = Duration::from_us(us);
  return command;
}

// Switches everything due, each at the moment it is due.
std::vector<Actuation> run(PulseTimer& timer, Time until) {
  std::vector<Actuation> ended;
  while (const auto next = timer.next_switch(until)) {
    if (const auto done = timer.switched(*next, next->due)) ended.push_back(*done);
  }
  return ended;
}

class PulseTimerTest : public testing::Test {
 protected:
  PulseTimerTest() {
    timer.add_channel(kValve, Duration::from_us(50));
    timer.add_channel(kCue);
  }
  PulseTimer timer;
};

TEST_F(PulseTimerTest, APulseBeginsAtOnceAndEndsAfterItsLength) {
  ASSERT_TRUE(timer.start(pulse(1, kCue, 100), at(1000)).ok());
  const auto on = timer.next_switch(at(1000));
  EXPECT_EQ(on, (LineSwitch{kCue, true, at(1000)}));
  EXPECT_EQ(timer.switched(*on, at(1000)), std::nullopt);
  EXPECT_EQ(timer.next_wakeup(), at(1100));
  EXPECT_EQ(timer.next_switch(at(1099)), std::nullopt);
  const auto off = timer.next_switch(at(1100));
  EXPECT_EQ(off, (LineSwitch{kCue, false, at(1100)}));
  EXPECT_EQ(
      timer.switched(*off, at(1100)),
      (Actuation{at(1000), 1, kCue, Duration::from_us(100), ActuationStatus::done}));
  EXPECT_EQ(timer.next_wakeup(), std::nullopt);
}

TEST_F(PulseTimerTest, TheLengthCountsFromTheActualOnset) {
  ASSERT_TRUE(timer.start(pulse(1, kCue, 100), at(0)).ok());
  (void)timer.switched(*timer.next_switch(at(0)), at(7));
  EXPECT_EQ(timer.next_wakeup(), at(107));
  const auto done = timer.switched(*timer.next_switch(at(110)), at(112));
  EXPECT_EQ(done->time, at(7));
  EXPECT_EQ(done->duration, Duration::from_us(105));
}

TEST_F(PulseTimerTest, PulsesOfOneChannelRunOneAfterAnotherWithTheGapBetween) {
  ASSERT_TRUE(timer.start(pulse(1, kValve, 100), at(0)).ok());
  ASSERT_TRUE(timer.start(pulse(2, kValve, 10), at(20)).ok());
  const auto ended = run(timer, at(1000));
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended[0].time, at(0));
  EXPECT_EQ(ended[1].time, at(150));
  EXPECT_EQ(ended[1].duration, Duration::from_us(10));
}

TEST_F(PulseTimerTest, ChannelsRunSideBySide) {
  ASSERT_TRUE(timer.start(pulse(1, kValve, 100), at(0)).ok());
  ASSERT_TRUE(timer.start(pulse(2, kCue, 100), at(0)).ok());
  const auto ended = run(timer, at(1000));
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended[0].time, ended[1].time);
}

TEST_F(PulseTimerTest, ASwitchOffGoesBeforeASwitchOnAtTheSameInstant) {
  ASSERT_TRUE(timer.start(pulse(1, kCue, 100), at(0)).ok());
  (void)run(timer, at(0));
  ASSERT_TRUE(timer.start(pulse(2, kValve, 100), at(100)).ok());
  EXPECT_EQ(timer.next_switch(at(100)), (LineSwitch{kCue, false, at(100)}));
}

TEST_F(PulseTimerTest, AFullQueueIsAnErrorAndLosesNothing) {
  for (Token token = 1; token <= PulseTimer::kMaxPulses; ++token) {
    ASSERT_TRUE(timer.start(pulse(token, kCue, 10), at(0)).ok());
  }
  EXPECT_FALSE(timer.start(pulse(99, kCue, 10), at(0)).ok());
  const auto ended = run(timer, at(100'000));
  ASSERT_EQ(ended.size(), PulseTimer::kMaxPulses);
  EXPECT_EQ(ended.back().token, PulseTimer::kMaxPulses);
}

TEST_F(PulseTimerTest, RefusesUnknownChannelsAndEmptyPulses) {
  EXPECT_FALSE(timer.start(pulse(1, 9, 10), at(0)).ok());
  EXPECT_FALSE(timer.start(pulse(1, kCue, 0), at(0)).ok());
  EXPECT_EQ(timer.next_wakeup(), std::nullopt);
}

TEST_F(PulseTimerTest, CloseAllCutsTheRunningPulseAndRefusesTheQueuedOne) {
  ASSERT_TRUE(timer.start(pulse(1, kValve, 100), at(0)).ok());
  ASSERT_TRUE(timer.start(pulse(2, kValve, 100), at(0)).ok());
  (void)run(timer, at(0));
  std::vector<Actuation> ended;
  timer.close_all(at(30), ended);
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended[0],
            (Actuation{at(0), 1, kValve, Duration::from_us(30), ActuationStatus::cut}));
  EXPECT_EQ(ended[1],
            (Actuation{at(30), 2, kValve, Duration(), ActuationStatus::refused}));
  EXPECT_EQ(timer.next_wakeup(), std::nullopt);
  timer.close_all(at(40), ended);
  EXPECT_EQ(ended.size(), 2U);
}

TEST_F(PulseTimerTest, ALostDeviceLeavesTheRunningPulseUnknown) {
  ASSERT_TRUE(timer.start(pulse(1, kValve, 100), at(0)).ok());
  (void)run(timer, at(0));
  std::vector<Actuation> ended;
  timer.lose_all(at(30), ended);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].status, ActuationStatus::unknown);
}

TEST_F(PulseTimerTest, AWithdrawnCommandLeavesTheOthers) {
  for (Token token = 1; token <= 3; ++token) {
    ASSERT_TRUE(timer.start(pulse(token, kCue, 10), at(0)).ok());
  }
  EXPECT_TRUE(timer.withdraw(2));
  EXPECT_FALSE(timer.withdraw(2));
  const auto ended = run(timer, at(1000));
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended[0].token, 1U);
  EXPECT_EQ(ended[1].token, 3U);
}

}  // namespace
}  // namespace dyad::device
