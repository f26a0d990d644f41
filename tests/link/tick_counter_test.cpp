#include "dyad/link/tick_counter.hpp"

#include <gtest/gtest.h>

#include "dyad/core/random.hpp"

namespace dyad::link {
namespace {

TEST(TickCounter, GoesOnOverTheWrap) {
  TickCounter counter;
  const std::uint64_t before = counter.widen(0xFFFF'FFF0U);
  EXPECT_EQ(counter.widen(0x0000'0010U) - before, 0x20U);
  EXPECT_EQ(static_cast<std::uint32_t>(before), 0xFFFF'FFF0U);
}

TEST(TickCounter, TakesValuesOutOfOrderAcrossTheWrap) {
  TickCounter counter;
  const std::uint64_t base = counter.widen(0xFFFF'FFF0U);
  EXPECT_EQ(counter.widen(5) - base, 21U);
  EXPECT_EQ(counter.widen(0xFFFF'FFFAU) - base, 10U);  // late: before the wrap
  EXPECT_EQ(counter.widen(7) - base, 23U);
}

TEST(TickCounter, AnOlderValueThanTheFirstIsOlder) {
  TickCounter counter;
  const std::uint64_t first = counter.widen(3);
  EXPECT_EQ(first - counter.widen(0xFFFF'FFFEU), 5U);
}

TEST(TickCounter, RestartBeginsAnew) {
  TickCounter counter;
  const std::uint64_t first = counter.widen(100);
  EXPECT_GT(counter.widen(0x7000'0000U), first);
  EXPECT_GT(counter.widen(0xE000'0000U), first + 0x7000'0000U);
  counter.restart();
  EXPECT_EQ(counter.widen(100), first);
}

// Ground truth: a 64-bit count of which the counter sees the low half.
TEST(TickCounter, FollowsA64BitCountSeenInDisorder) {
  Random random(11);
  TickCounter counter;
  std::uint64_t truth = 0x0000'0007'FFFF'0000ULL;
  const std::uint64_t offset = truth - counter.widen(static_cast<std::uint32_t>(truth));
  for (int i = 0; i < 100'000; ++i) {
    truth += random.below(400'000'000);
    const std::uint64_t seen = truth - random.below(400'000'000);
    ASSERT_EQ(counter.widen(static_cast<std::uint32_t>(truth)) + offset, truth);
    ASSERT_EQ(counter.widen(static_cast<std::uint32_t>(seen)) + offset, seen);
  }
}

}  // namespace
}  // namespace dyad::link
