#include "firmware/faulty_wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

namespace dyad::firmware_test {
namespace {

constexpr std::int64_t kEnd_us = 1'000'000'000;

// Sends `count` bytes 0, 1, 2 ... one each 20 us, and takes all that comes out.
std::vector<WireByte> through(FaultyWire& wire, int count) {
  for (int i = 0; i < count; ++i) wire.push(static_cast<std::uint8_t>(i), 20LL * i);
  std::vector<WireByte> out;
  while (const auto byte = wire.pop(kEnd_us)) out.push_back(*byte);
  return out;
}

TEST(FaultyWire, WithoutFaultsPassesEveryByteAtOnce) {
  FaultyWire wire(1);
  const auto out = through(wire, 1000);
  ASSERT_EQ(out.size(), 1000U);
  for (std::size_t i = 0; i < out.size(); ++i) {
    EXPECT_EQ(out[i].byte, static_cast<std::uint8_t>(i));
    EXPECT_EQ(out[i].due_us, static_cast<std::int64_t>(20 * i));
  }
}

TEST(FaultyWire, GivesNothingBeforeItIsDue) {
  FaultyWire wire(1, {.latency_us = 100});
  wire.push('a', 50);
  EXPECT_EQ(wire.next_due_us(), 150);
  EXPECT_FALSE(wire.pop(149));
  EXPECT_TRUE(wire.pop(150));
  EXPECT_EQ(wire.next_due_us(), FaultyWire::kNever_us);
}

TEST(FaultyWire, SameSeedSameFaults) {
  const WireFaults faults{.lost_ppm = 50'000,
                          .flipped_ppm = 50'000,
                          .doubled_ppm = 50'000,
                          .burst_ppm = 5'000,
                          .delayed_ppm = 50'000};
  FaultyWire a(7, faults);
  FaultyWire b(7, faults);
  FaultyWire c(8, faults);
  const auto of = [](FaultyWire& wire) {
    std::vector<std::pair<std::int64_t, int>> list;
    for (const WireByte& byte : through(wire, 5000))
      list.emplace_back(byte.due_us, byte.byte);
    return list;
  };
  const auto out = of(a);
  EXPECT_EQ(out, of(b));
  EXPECT_NE(out, of(c));
}

TEST(FaultyWire, LosesAndDoublesAsOftenAsTold) {
  FaultyWire losing(3, {.lost_ppm = 100'000});
  EXPECT_NEAR(static_cast<double>(through(losing, 100'000).size()), 90'000, 500);
  FaultyWire doubling(3, {.doubled_ppm = 100'000});
  EXPECT_NEAR(static_cast<double>(through(doubling, 100'000).size()), 110'000, 500);
}

TEST(FaultyWire, FlipsOneBitAsOftenAsTold) {
  FaultyWire wire(3, {.flipped_ppm = 100'000});
  const auto out = through(wire, 100'000);
  int flipped = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto wrong =
        static_cast<unsigned>(out[i].byte ^ static_cast<std::uint8_t>(i));
    EXPECT_LE(std::popcount(wrong), 1);
    flipped += std::popcount(wrong);
  }
  EXPECT_NEAR(flipped, 10'000, 500);
}

TEST(FaultyWire, BurstsHitStretches) {
  FaultyWire wire(3, {.burst_ppm = 1'000, .burst_max = 100});
  const auto out = through(wire, 200'000);
  // 50 bytes a burst, half of them lost.
  EXPECT_NEAR(static_cast<double>(out.size()), 200'000 - 200 * 25, 1000);
}

TEST(FaultyWire, DelaysKeepTheOrder) {
  FaultyWire wire(3, {.delayed_ppm = 200'000, .delay_max_us = 10'000});
  const auto out = through(wire, 5000);
  ASSERT_EQ(out.size(), 5000U);
  std::int64_t last = 0;
  std::int64_t latest = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    EXPECT_EQ(out[i].byte, static_cast<std::uint8_t>(i));
    EXPECT_GE(out[i].due_us, last);
    last = out[i].due_us;
    latest = std::max(latest, last - static_cast<std::int64_t>(20 * i));
  }
  EXPECT_GT(latest, 9'000);
  EXPECT_LE(latest, 10'000);
}

TEST(FaultyWire, PacketsTravelTogether) {
  FaultyWire wire(3, {.packet_us = 1000});
  const auto out = through(wire, 100);
  // 20 us a byte: the packet leaves after a millisecond, with 51 bytes.
  EXPECT_EQ(out[0].due_us, 1000);
  EXPECT_EQ(out[50].due_us, 1000);
  EXPECT_EQ(out[51].due_us, 2020);
}

TEST(FaultyWire, CutLosesWhatIsUnderWayUntilMended) {
  FaultyWire wire(3, {.latency_us = 100});
  wire.push('a', 0);
  wire.push('b', 50);
  wire.cut(120);
  wire.push('c', 60);
  wire.mend();
  wire.push('d', 200);
  EXPECT_EQ(wire.pop(kEnd_us)->byte, 'a');
  EXPECT_EQ(wire.pop(kEnd_us)->byte, 'd');
  EXPECT_FALSE(wire.pop(kEnd_us));
}

}  // namespace
}  // namespace dyad::firmware_test
