#include "dyad/device/sim_device.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace dyad::device {
namespace {

// Channels 0, 1: pokes of the left and the right mouse; 2: a valve.
config::Rig rig_of(const std::vector<config::VirtualMouse>& mice) {
  config::Rig rig;
  rig.seats = {"left", "right"};
  rig.devices = {{"sim", config::SimDevice{mice}}};
  for (SubjectIndex i = 0; i < 2; ++i) {
    config::Channel poke;
    poke.kind = config::ChannelKind::poke;
    poke.subject = i;
    rig.channels.push_back(poke);
  }
  config::Channel valve;
  valve.kind = config::ChannelKind::reward_valve;
  valve.subject = 0;
  rig.channels.push_back(valve);
  return rig;
}

config::VirtualMouse leader() {
  config::VirtualMouse mouse;
  mouse.subject = 0;
  mouse.behaviour = config::Behaviour::poisson;
  mouse.mean_interval = Duration::from_s(3);
  mouse.hold = Duration::from_ms(200);
  return mouse;
}

config::VirtualMouse follower() {
  config::VirtualMouse mouse;
  mouse.subject = 1;
  mouse.behaviour = config::Behaviour::waiter;
  mouse.hold = Duration::from_ms(100);
  mouse.reaction_min = Duration::from_ms(150);
  mouse.reaction_mean = Duration::from_ms(300);
  return mouse;
}

// Every input up to `end`, polled at each wakeup or only at the end.
std::vector<Input> inputs_until(SimDevice& device, Time end, bool every_wakeup) {
  Report report;
  while (every_wakeup) {
    const auto next = device.next_wakeup();
    if (!next || *next > end) break;
    device.poll(*next, report);
  }
  device.poll(end, report);
  return report.inputs;
}

TEST(SimDevice, MouseIsInItsZoneFromTheStartOnWheneverItDoesNotPoke) {
  config::Rig rig = rig_of({leader()});
  config::Channel zone;
  zone.kind = config::ChannelKind::zone;
  for (const SubjectIndex seat : {SubjectIndex{0}, SubjectIndex{1}}) {
    zone.subject = seat;  // channels 3 and 4; on the second seat is no mouse
    rig.channels.push_back(zone);
  }
  SimDevice device(rig, 0, 1);
  const std::vector<Input> inputs =
      inputs_until(device, Time::from_us(60'000'000), true);
  ASSERT_GT(inputs.size(), 4U);
  EXPECT_EQ(inputs[0].time, Time());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    EXPECT_EQ(inputs[i].sequence, i + 1);
    const bool is_zone = i % 2 == 0;
    ASSERT_EQ(inputs[i].channel, is_zone ? 3 : 0);
    EXPECT_EQ(inputs[i].active, is_zone ? i % 4 == 0 : i % 4 == 1);
    if (is_zone && i > 0) {
      EXPECT_EQ(inputs[i].time, inputs[i - 1].time);
    }
  }
}

TEST(SimDevice, TheFollowerPokesAfterTheLeader) {
  const config::Rig rig = rig_of({leader(), follower()});
  SimDevice device(rig, 0, 1);
  const auto inputs = inputs_until(device, Time::from_us(60'000'000), true);
  ASSERT_GT(inputs.size(), 20U);
  // The oldest poke of the leader that has no answer yet.
  Time led = Time::never();
  for (const Input& input : inputs) {
    if (!input.active) continue;
    if (input.channel == 0 && led == Time::never()) led = input.time;
    if (input.channel == 1) {
      ASSERT_NE(led, Time::never());
      EXPECT_GE(input.time - led, Duration::from_ms(150));
      led = Time::never();
    }
  }
}

TEST(SimDevice, WhatHappensDoesNotDependOnWhenItIsPolled) {
  const config::Rig rig = rig_of({leader(), follower()});
  SimDevice often(rig, 0, 2);
  SimDevice once(rig, 0, 2);
  const Time end = Time::from_us(60'000'000);
  EXPECT_EQ(inputs_until(often, end, true), inputs_until(once, end, false));
}

TEST(SimDevice, InputsRiseInTimeAndSequence) {
  const config::Rig rig = rig_of({leader(), follower()});
  SimDevice device(rig, 0, 3);
  const auto inputs = inputs_until(device, Time::from_us(60'000'000), false);
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    EXPECT_LE(inputs[i - 1].time, inputs[i].time);
    EXPECT_LT(inputs[i - 1].sequence, inputs[i].sequence);
  }
}

TEST(SimDevice, AMousePokesTheOperandumOnItsOwnDevice) {
  config::Rig rig = rig_of({leader()});
  rig.devices.push_back({"other", config::SimDevice{}});
  config::Channel elsewhere = rig.channels[0];
  elsewhere.device = 1;
  rig.channels.insert(rig.channels.begin(), elsewhere);
  SimDevice device(rig, 0, 6);
  const auto inputs = inputs_until(device, Time::from_us(60'000'000), true);
  ASSERT_FALSE(inputs.empty());
  for (const Input& input : inputs) EXPECT_EQ(input.channel, 1);
}

TEST(SimDevice, TheMouseOfASeatOnWhichNoneSitsDoesNothing) {
  config::VirtualMouse other = leader();
  other.subject = 1;
  const config::Rig rig = rig_of({leader(), other});
  SimDevice both(rig, 0, 8);
  SimDevice one(rig, 0, 8, SimDevice::Seats(0b10));
  const Time end = Time::from_us(60'000'000);
  std::vector<Input> of_the_other;
  for (const Input& input : inputs_until(both, end, true)) {
    if (input.channel == 1) of_the_other.push_back(input);
  }
  const auto inputs = inputs_until(one, end, true);
  ASSERT_EQ(inputs.size(), of_the_other.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    EXPECT_EQ(inputs[i].time, of_the_other[i].time);
    EXPECT_EQ(inputs[i].channel, 1);
  }
}

Input onset_elsewhere(ChannelIndex channel, Time t) {
  Input onset;
  onset.time = t;
  onset.source = 1;
  onset.channel = channel;
  onset.active = true;
  return onset;
}

TEST(SimDevice, AWaiterAnswersAnOnsetThatAnotherDeviceReports) {
  const config::Rig rig = rig_of({follower()});
  SimDevice device(rig, 0, 9);
  const Time t = Time::from_us(1'000'000);
  device.observe(onset_elsewhere(1, t), t);  // at its own poke
  EXPECT_EQ(device.next_wakeup(), std::nullopt);
  device.observe(onset_elsewhere(0, t), t);
  ASSERT_TRUE(device.next_wakeup().has_value());
  EXPECT_GE(*device.next_wakeup(), t + Duration::from_ms(150));
}

TEST(SimDevice, AnAnswerIsNotStampedBeforeWhatItHasPromised) {
  const config::Rig rig = rig_of({follower()});
  SimDevice device(rig, 0, 9);
  Report report;
  device.poll(Time::from_us(900'000'000), report);
  device.observe(onset_elsewhere(0, Time()), Time::from_us(900'000'000));
  EXPECT_EQ(device.next_wakeup(), device.watermark());
}

TEST(SimDevice, AValveIsOpenForAsLongAsCommanded) {
  const config::Rig rig = rig_of({leader()});
  SimDevice device(rig, 0, 4);
  Command reward;
  reward.token = 7;
  reward.channel = 2;
  reward.duration = Duration::from_ms(30);
  ASSERT_TRUE(device.actuate(reward, Time::from_us(1000)).ok());
  ASSERT_EQ(device.next_wakeup(), Time::from_us(31'000));
  Report report;
  device.poll(Time::from_us(31'000), report);
  ASSERT_EQ(report.actuations.size(), 1U);
  EXPECT_EQ(report.actuations[0].token, 7U);
  EXPECT_EQ(report.actuations[0].time, Time::from_us(1000));
  EXPECT_EQ(report.actuations[0].duration, Duration::from_ms(30));
  EXPECT_EQ(report.actuations[0].status, ActuationStatus::done);
}

TEST(SimDevice, ClosingOutputsCutsThePulse) {
  const config::Rig rig = rig_of({leader()});
  SimDevice device(rig, 0, 5);
  Command reward;
  reward.token = 1;
  reward.channel = 2;
  reward.duration = Duration::from_ms(30);
  ASSERT_TRUE(device.actuate(reward, Time()).ok());
  Report report;
  device.close_outputs(Time::from_us(10'000), report);
  ASSERT_EQ(report.actuations.size(), 1U);
  EXPECT_EQ(report.actuations[0].status, ActuationStatus::cut);
  EXPECT_EQ(report.actuations[0].duration, Duration::from_ms(10));
}

}  // namespace
}  // namespace dyad::device
