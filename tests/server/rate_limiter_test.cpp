#include "dyad/server/rate_limiter.hpp"

#include <gtest/gtest.h>

#include "dyad/server/peer.hpp"
#include "dyad/server/wrong_tokens.hpp"

namespace dyad::server {
namespace {

using std::chrono::milliseconds;
using Time = RateLimiter::Time;

TEST(RateLimiter, LetsABurstThroughAndThenItsRate) {
  RateLimiter limiter(2, 3);
  Time now{};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("a", now), std::nullopt);
  EXPECT_EQ(limiter.take("a", now), 1);
  EXPECT_EQ(limiter.take("b", now), std::nullopt);
  now += milliseconds(499);
  EXPECT_EQ(limiter.take("a", now), 1);
  now += milliseconds(2);
  EXPECT_EQ(limiter.take("a", now), std::nullopt);
  EXPECT_EQ(limiter.take("a", now), 1);
}

TEST(RateLimiter, SaysHowLongToWait) {
  RateLimiter limiter(0.25, 1);
  EXPECT_EQ(limiter.take("a", Time{}), std::nullopt);
  EXPECT_EQ(limiter.take("a", Time{}), 4);
}

TEST(RateLimiter, HoldsNoMoreClientsThanItsLimit) {
  RateLimiter limiter(1, 1);
  const std::size_t most = RateLimiter::kMaxClients;
  for (std::size_t i = 0; i < 2 * most; ++i) {
    limiter.take("kept", Time{});
    limiter.take(std::to_string(i), Time{});
  }
  EXPECT_EQ(limiter.clients(), most);
  EXPECT_EQ(limiter.take("kept", Time{}), 1) << "who is heard of is not forgotten";
}

TEST(ClientKey, IsTheNetworkForIPv6) {
  EXPECT_EQ(client_key("10.0.0.7"), "10.0.0.7");
  EXPECT_EQ(client_key("2001:db8:1:2::7"), client_key("2001:db8:1:2:ffff::1"));
  EXPECT_NE(client_key("2001:db8:1:2::7"), client_key("2001:db8:1:3::7"));
}

TokenHash hash(int i) { return hash_of(std::to_string(i)); }

TEST(WrongTokens, TenDifferentOnesAMinuteBlock) {
  WrongTokens wrong;
  Time now{};
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(wrong.blocked("a", now), std::nullopt);
    wrong.add("a", hash(i), now);
    now += milliseconds(1000);
  }
  EXPECT_EQ(wrong.blocked("a", now), 50);
  EXPECT_EQ(wrong.blocked("b", now), std::nullopt);
  now += milliseconds(50'000);
  EXPECT_EQ(wrong.blocked("a", now), std::nullopt);
}

TEST(WrongTokens, OneTokenAgainAndAgainBlocksNobody) {
  WrongTokens wrong;
  for (int i = 0; i < 100; ++i) wrong.add("a", hash(1), Time{});
  EXPECT_EQ(wrong.blocked("a", Time{}), std::nullopt);
}

TEST(WrongTokens, ForgetsFirstWhoTriedLongestAgo) {
  WrongTokens wrong;
  Time now{};
  for (int i = 0; i < 10; ++i) wrong.add("early", hash(i), now);
  for (std::size_t i = 1; i < WrongTokens::kMaxClients - 1; ++i)
    wrong.add(std::to_string(i), hash(0), now + milliseconds(1));
  now += milliseconds(2);
  for (int i = 0; i < 10; ++i) wrong.add("late", hash(i), now);
  EXPECT_TRUE(wrong.blocked("early", now));
  wrong.add("one more", hash(0), now);
  EXPECT_FALSE(wrong.blocked("early", now));
  EXPECT_TRUE(wrong.blocked("late", now));
}

}  // namespace
}  // namespace dyad::server
