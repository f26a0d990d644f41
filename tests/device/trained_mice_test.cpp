#include "dyad/device/trained_mice.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace dyad::device {
namespace {

// Channels: two pokes, a zone, a starter and a lick sensor of the one seat, its valve,
// and a poke of another seat.
constexpr ChannelIndex kFirst = 0;
constexpr ChannelIndex kSecond = 1;
constexpr ChannelIndex kZone = 2;
constexpr ChannelIndex kStarter = 3;
constexpr ChannelIndex kLick = 4;
constexpr ChannelIndex kValve = 5;
constexpr ChannelIndex kOther = 6;

config::Rig rig() {
  using Kind = config::ChannelKind;
  config::Rig rig;
  rig.seats = {"left", "right"};
  rig.devices = {{"sim", config::SimDevice{}}};
  const auto add = [&](Kind kind, SubjectIndex seat) {
    config::Channel channel;
    channel.kind = kind;
    channel.subject = seat;
    rig.channels.push_back(channel);
  };
  add(Kind::poke, 0);
  add(Kind::poke, 0);
  add(Kind::zone, 0);
  add(Kind::poke, 0);
  add(Kind::lick, 0);
  add(Kind::reward_valve, 0);
  add(Kind::poke, 1);
  return rig;
}

Habits habits_of(config::Behaviour behaviour) {
  Habits habits;
  habits.script.behaviour = behaviour;
  habits.script.mean_interval = Duration::from_ms(2000);
  habits.script.hold = Duration::from_ms(150);
  habits.script.reaction_min = Duration::from_ms(100);
  habits.script.reaction_mean = Duration::from_ms(300);
  habits.operanda = {kFirst};
  return habits;
}

std::vector<Input> inputs_of(TrainedMice& mice, Time end) {
  Report report;
  for (auto next = mice.next_wakeup(); next && *next <= end;
       next = mice.next_wakeup()) {
    mice.poll(*next, report);
  }
  return report.inputs;
}

struct Stay {
  Time from;
  Time to;
};

std::vector<Stay> stays_at(const std::vector<Input>& inputs, ChannelIndex channel) {
  std::vector<Stay> stays;
  for (const Input& input : inputs) {
    if (input.channel != channel) continue;
    if (input.active) {
      stays.push_back({input.time, Time::never()});
    } else {
      stays.back().to = input.time;
    }
  }
  if (!stays.empty() && stays.back().to == Time::never()) stays.pop_back();
  return stays;
}

constexpr Time kHour = Time::from_us(3'600'000'000);

TEST(TrainedMice, PokeAndKeepToTheirZonesAsThoseOfASimulatedDeviceDo) {
  const config::Rig plain = rig();
  Habits habits = habits_of(config::Behaviour::poisson);
  habits.zones = {kZone};
  TrainedMice trained(plain, {habits}, 5);
  const auto inputs = inputs_of(trained, kHour);
  config::Rig other = plain;
  std::get<config::SimDevice>(other.devices[0].kind).mice = {habits.script};
  SimDevice simulated(other, 0, 5);
  Report report;
  for (auto next = simulated.next_wakeup(); next && *next <= kHour;
       next = simulated.next_wakeup()) {
    simulated.poll(*next, report);
  }
  ASSERT_GT(inputs.size(), 100U);
  EXPECT_EQ(inputs, report.inputs);
}

TEST(TrainedMice, OtherHabitsLeaveTheFirstPokesTimeAlone) {
  const config::Rig here = rig();
  Habits many = habits_of(config::Behaviour::poisson);
  many.operanda = {kFirst, kSecond};
  many.zones = {kZone};
  many.initiator = kStarter;
  TrainedMice with(here, {many}, 9);
  TrainedMice without(here, {habits_of(config::Behaviour::poisson)}, 9);
  const auto pokes = [](const std::vector<Input>& inputs) {
    std::vector<Time> times;
    for (const Input& input : inputs) {
      if (input.active && input.channel <= kSecond) times.push_back(input.time);
    }
    return times;
  };
  EXPECT_EQ(pokes(inputs_of(with, kHour)), pokes(inputs_of(without, kHour)));
}

TEST(TrainedMice, HoldFromHalfToThreeTimesTheHold) {
  const config::Rig here = rig();
  Habits holding = habits_of(config::Behaviour::poisson);
  holding.hold = Duration::from_ms(400);
  TrainedMice mice(here, {holding}, 1);
  unsigned long_enough = 0;
  const auto stays = stays_at(inputs_of(mice, kHour), kFirst);
  for (const Stay& stay : stays) {
    EXPECT_GE(stay.to - stay.from, Duration::from_ms(200));
    EXPECT_LE(stay.to - stay.from, Duration::from_ms(1200));
    if (stay.to - stay.from >= holding.hold) ++long_enough;
  }
  EXPECT_GT(long_enough, stays.size() / 2);
  EXPECT_LT(long_enough, stays.size());
}

TEST(TrainedMice, ChooseEveryOperandumEquallyOften) {
  const config::Rig here = rig();
  Habits choosing = habits_of(config::Behaviour::poisson);
  choosing.operanda = {kFirst, kSecond};
  TrainedMice mice(here, {choosing}, 2);
  const auto inputs = inputs_of(mice, kHour);
  const std::size_t first = stays_at(inputs, kFirst).size();
  const std::size_t second = stays_at(inputs, kSecond).size();
  EXPECT_NEAR(static_cast<double>(first), static_cast<double>(second),
              0.1 * static_cast<double>(first + second));
}

TEST(TrainedMice, LookIntoTheInitiatorBetweenPokesOnly) {
  const config::Rig here = rig();
  Habits starting = habits_of(config::Behaviour::poisson);
  starting.initiator = kStarter;
  TrainedMice mice(here, {starting}, 4);
  const auto inputs = inputs_of(mice, kHour);
  ASSERT_GT(stays_at(inputs, kStarter).size(), 100U);
  std::map<ChannelIndex, bool> active;
  for (const Input& input : inputs) {
    active[input.channel] = input.active;
    EXPECT_FALSE(active[kStarter] && active[kFirst]) << input.time.us();
  }
}

TEST(TrainedMice, CollectARewardAfterIt) {
  const config::Rig here = rig();
  Habits collecting = habits_of(config::Behaviour::waiter);
  collecting.script.mean_interval = Duration();
  collecting.collector = kLick;
  TrainedMice mice(here, {collecting}, 6);
  Command reward;
  reward.kind = CommandKind::reward;
  reward.token = 1;
  reward.channel = kValve;
  reward.subject = 0;
  reward.duration = Duration::from_ms(40);
  ASSERT_TRUE(mice.actuate(reward, Time()).ok());
  const auto licks = stays_at(inputs_of(mice, kHour), kLick);
  ASSERT_EQ(licks.size(), 1U);
  EXPECT_GE(licks[0].from, Time::from_us(340'000));
  EXPECT_LE(licks[0].from, Time::from_us(1'040'000));
}

TEST(TrainedMice, AWaiterAnswersWhoeverPokesOnAnotherSeat) {
  const config::Rig here = rig();
  Habits waiting = habits_of(config::Behaviour::waiter);
  waiting.script.mean_interval = Duration();
  TrainedMice mice(here, {waiting}, 7);
  EXPECT_EQ(mice.next_wakeup(), std::nullopt);
  Input poke;
  poke.time = Time::from_us(1'000'000);
  poke.source = 1;
  poke.channel = kOther;
  poke.active = true;
  mice.observe(poke, poke.time);
  ASSERT_TRUE(mice.next_wakeup().has_value());
  EXPECT_GE(*mice.next_wakeup(), Time::from_us(1'100'000));
}

TEST(TrainedMice, InputsRiseInTimeAndSequence) {
  const config::Rig here = rig();
  Habits all = habits_of(config::Behaviour::camper);
  all.operanda = {kFirst, kSecond};
  all.hold = Duration::from_ms(300);
  all.zones = {kZone};
  all.initiator = kStarter;
  TrainedMice mice(here, {all}, 8);
  const auto inputs = inputs_of(mice, kHour);
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    EXPECT_LE(inputs[i - 1].time, inputs[i].time);
    EXPECT_LT(inputs[i - 1].sequence, inputs[i].sequence);
  }
}

}  // namespace
}  // namespace dyad::device
