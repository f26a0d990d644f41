// The parts of a board's device that need no board.
#include <gtest/gtest.h>

#include "dyad/device/mcu_inputs.hpp"
#include "dyad/device/mcu_pulses.hpp"
#include "dyad/device/mcu_setup.hpp"

namespace dyad::device {
namespace {

config::Rig rig_with_two_pokes() {
  config::Rig rig;
  rig.devices.push_back({"uno", config::McuDevice{.port = "/dev/none"}});
  for (const char* line : {"in0", "in1"}) {
    config::Channel poke;
    poke.kind = config::ChannelKind::poke;
    poke.line = std::string(line);
    rig.channels.push_back(poke);
  }
  config::Channel valve;
  valve.kind = config::ChannelKind::reward_valve;
  valve.line = std::string("out0");
  valve.valve.max_open = Duration::from_ms(500);
  valve.valve.budget_open = Duration::from_s(6);
  rig.channels.push_back(valve);
  return rig;
}

class McuInputsTest : public testing::Test {
 protected:
  McuInputsTest() {
    for (std::uint32_t i = 0; i < 4; ++i) {
      const Time t = Time::from_us(50'000 * i);
      clock_.add_ping(t, 100'000 * i, t + Duration::from_us(400));
    }
  }
  std::uint64_t wide(std::uint32_t ticks) { return clock_.widen(ticks); }

  config::Rig rig_ = rig_with_two_pokes();
  McuSetup setup_{rig_, 0};
  McuClock clock_;
  McuInputs inputs_{setup_, 0};
  std::vector<Input> out_;
};

TEST_F(McuInputsTest, AnEdgeWaitsUntilNothingOlderCanCome) {
  inputs_.add({0, true, false, 0}, wide(210'000));
  inputs_.release_before(wide(210'000), clock_, out_);
  EXPECT_TRUE(out_.empty());
  inputs_.release_before(wide(210'001), clock_, out_);
  EXPECT_EQ(out_.size(), 1U);
}

TEST_F(McuInputsTest, EdgesAreReleasedInTheOrderOfTheirTimes) {
  inputs_.add({0, true, false, 0}, wide(220'000));
  inputs_.add({1, true, false, 0}, wide(210'000));  // confirmed later, and older
  inputs_.release_before(wide(300'000), clock_, out_);
  ASSERT_EQ(out_.size(), 2U);
  EXPECT_EQ(out_[0].channel, 1);
  EXPECT_LT(out_[0].time, out_[1].time);
  EXPECT_LT(out_[0].sequence, out_[1].sequence);
}

TEST_F(McuInputsTest, NoEdgeComesBeforeAWatermarkThatWasGivenOut) {
  inputs_.release_before(wide(300'000), clock_, out_);
  const Time watermark = inputs_.watermark();
  inputs_.add({0, true, false, 0}, wide(299'000));
  inputs_.release_before(wide(300'001), clock_, out_);
  ASSERT_EQ(out_.size(), 1U);
  EXPECT_GE(out_[0].time, watermark);
  const auto moved = out_[0].time - clock_.stamp(wide(299'000)).time;
  EXPECT_GE(out_[0].uncertainty, moved);
}

TEST_F(McuInputsTest, ALevelThatWasMissedBecomesAReconciledEdge) {
  inputs_.resync(0b10, wide(210'000), Duration::from_ms(80));
  inputs_.resync(0b10, wide(220'000), Duration::from_ms(80));  // known by now
  inputs_.release_before(wide(300'000), clock_, out_);
  ASSERT_EQ(out_.size(), 1U);
  EXPECT_EQ(out_[0].channel, 1);
  EXPECT_TRUE(out_[0].active);
  EXPECT_TRUE(out_[0].reconciled);
  EXPECT_GE(out_[0].uncertainty, Duration::from_ms(80));
}

Command pulse(Token token) {
  Command command;
  command.token = token;
  command.duration = Duration::from_ms(10);
  return command;
}

TEST(McuPulses, OneAnOutputIsUnderWayAndTheRestWait) {
  McuPulses pulses;
  pulses.restart(100);
  ASSERT_TRUE(pulses.add(pulse(1), 0));
  ASSERT_TRUE(pulses.add(pulse(2), 0));
  ASSERT_TRUE(pulses.add(pulse(3), 1));
  EXPECT_EQ(pulses.next_to_send()->token, 101);
  EXPECT_EQ(pulses.next_to_send()->command.token, 3U);
  EXPECT_FALSE(pulses.next_to_send());
  EXPECT_EQ(pulses.take(101)->command.token, 1U);
  EXPECT_EQ(pulses.next_to_send()->command.token, 2U);
}

TEST(McuPulses, AnEndIsTakenOnce) {
  McuPulses pulses;
  ASSERT_TRUE(pulses.add(pulse(1), 0));
  const auto sent = pulses.next_to_send();
  EXPECT_TRUE(pulses.take(sent->token));
  EXPECT_FALSE(pulses.take(sent->token));
  EXPECT_TRUE(pulses.empty());
}

TEST(McuPulses, TokensWrapPastTheOneThatMeansNone) {
  McuPulses pulses;
  pulses.restart(65'535);
  EXPECT_EQ(pulses.new_token(), 1);
}

TEST(McuPulses, MoreThanSixteenWaitingAreRefused) {
  McuPulses pulses;
  for (Token i = 0; i < McuPulses::kMaxPulses; ++i)
    EXPECT_TRUE(pulses.add(pulse(i), 0));
  EXPECT_FALSE(pulses.add(pulse(99), 0));
}

TEST(McuSetup, ABoardThatAllowsLessThanTheValveNeedsIsRefused) {
  const config::Rig rig = rig_with_two_pokes();
  link::Hello hello;
  hello.major = dyad_firmware::kProtocolMajor;
  hello.ticks_per_second = 2'000'000;
  hello.budget_ms = 6'000;
  hello.cap_ms.fill(499);
  EXPECT_FALSE(McuSetup::fits(hello, rig, 0));
  hello.cap_ms.fill(500);
  EXPECT_TRUE(McuSetup::fits(hello, rig, 0));
  hello.budget_ms = 5'999;
  EXPECT_FALSE(McuSetup::fits(hello, rig, 0));
}

TEST(McuSetup, ABoardOfAnotherMajorVersionIsToldToBeFlashed) {
  link::Hello hello;
  hello.major = dyad_firmware::kProtocolMajor + 1;
  const Status fits = McuSetup::fits(hello, rig_with_two_pokes(), 0);
  ASSERT_FALSE(fits);
  EXPECT_NE(fits.error().remedy.find("dyad mcu flash"), std::string::npos);
}

}  // namespace
}  // namespace dyad::device
