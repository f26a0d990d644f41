#include "dyad/config/rig.hpp"

#include <gtest/gtest.h>

namespace dyad::config {
namespace {

const Valve kValve{{{Duration::from_ms(20), 2'000}, {Duration::from_ms(40), 5'000}},
                   Duration::from_ms(200),
                   Duration::from_ms(3'000)};

TEST(OpenTime, OfARowIsTheRow) {
  EXPECT_EQ(open_time_for(kValve, 2'000), Duration::from_ms(20));
  EXPECT_EQ(open_time_for(kValve, 5'000), Duration::from_ms(40));
}

TEST(OpenTime, BetweenRowsIsLinear) {
  EXPECT_EQ(open_time_for(kValve, 3'500), Duration::from_ms(30));
}

TEST(OpenTime, BelowTheFirstRowIsLinearFromTheOrigin) {
  EXPECT_EQ(open_time_for(kValve, 500), Duration::from_ms(5));
  EXPECT_EQ(open_time_for(kValve, 0), Duration());
}

TEST(OpenTime, AboveTheLastRowIsUnknown) {
  EXPECT_EQ(open_time_for(kValve, 5'001), std::nullopt);
}

TEST(OpenTime, IsRoundedToTheNearestMicrosecond) {
  // 20 000 µs / 3 000 nl: 6.67 µs for 1 nl, 13.3 µs for 2 nl.
  EXPECT_EQ(open_time_for(kValve, 2'001), Duration::from_us(20'007));
  EXPECT_EQ(open_time_for(kValve, 2'002), Duration::from_us(20'013));
}

TEST(OpenTime, OfTheLargestTableDoesNotOverflow) {
  const Valve largest{{{Duration::from_s(10), 1'000'000}}, {}, {}};
  EXPECT_EQ(open_time_for(largest, 999'999), Duration::from_us(9'999'990));
}

Rig rig_with(std::vector<Device> devices) {
  Rig rig;
  rig.seats = {"left", "right"};
  rig.devices = std::move(devices);
  for (const SubjectIndex subject : {SubjectIndex{1}, SubjectIndex{0}}) {
    Channel valve;
    valve.name = "valve_" + rig.seats[subject];
    valve.kind = ChannelKind::reward_valve;
    valve.subject = subject;
    rig.channels.push_back(valve);
  }
  return rig;
}

TEST(Rig, FindsChannelsByName) {
  const Rig rig = rig_with({});
  EXPECT_EQ(rig.find_channel("valve_left"), ChannelIndex{1});
  EXPECT_EQ(rig.find_channel("valve"), std::nullopt);
}

TEST(Rig, KnowsTheValveOfEachSeat) {
  const Rig rig = rig_with({});
  EXPECT_EQ(rig.reward_valve_of(0), 1);
  EXPECT_EQ(rig.reward_valve_of(1), 0);
}

TEST(Rig, IsSimulatedOnlyIfAllItsDevicesAre) {
  const Device sim{"sim", SimDevice{}};
  const Device pi{"pi", GpioDevice{"pinctrl-rp1"}};
  EXPECT_TRUE(rig_with({sim}).simulated());
  EXPECT_TRUE(rig_with({sim, sim}).simulated());
  const Device uno{"uno", McuDevice{.port = "/dev/ttyACM0"}};
  EXPECT_FALSE(rig_with({sim, pi}).simulated());
  EXPECT_FALSE(rig_with({sim, uno}).simulated());
}

}  // namespace
}  // namespace dyad::config
