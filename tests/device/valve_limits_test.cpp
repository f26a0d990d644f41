#include "dyad/device/valve_limits.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "dyad/core/random.hpp"

namespace dyad::device {
namespace {

config::Rig rig_with(Duration max_open, Duration budget) {
  config::Rig rig;
  config::Channel cue;
  cue.name = "cue";
  cue.kind = config::ChannelKind::cue_light;
  config::Channel valve;
  valve.name = "left water";
  valve.kind = config::ChannelKind::reward_valve;
  valve.valve.max_open = max_open;
  valve.valve.budget_open = budget;
  rig.channels = {cue, valve};
  return rig;
}

Command open_at(Time time, Duration length) {
  Command command;
  command.time = time;
  command.channel = 1;
  command.duration = length;
  return command;
}

Time ms(std::int64_t n) { return Time::from_us(n * 1000); }

TEST(ValveLimits, APulseOfExactlyTheCapIsAdmittedAndOneMicrosecondMoreIsNot) {
  ValveLimits limits(rig_with(Duration::from_ms(100), Duration::from_s(60)));
  EXPECT_FALSE(limits.admit(open_at(ms(0), Duration::from_ms(100))));
  const auto fault = limits.admit(open_at(ms(500), Duration::from_us(100'001)));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, FaultKind::valve_limit);
  EXPECT_EQ(fault->channel, 1);
  EXPECT_NE(fault->message.find("left water"), std::string::npos);
}

TEST(ValveLimits, TheBudgetIsInclusiveAndARefusalCostsNothing) {
  ValveLimits limits(rig_with(Duration::from_ms(100), Duration::from_ms(250)));
  EXPECT_FALSE(limits.admit(open_at(ms(0), Duration::from_ms(100))));
  EXPECT_FALSE(limits.admit(open_at(ms(1000), Duration::from_ms(100))));
  EXPECT_TRUE(limits.admit(open_at(ms(2000), Duration::from_us(50'001))));
  EXPECT_FALSE(limits.admit(open_at(ms(2000), Duration::from_ms(50))));
  EXPECT_TRUE(limits.admit(open_at(ms(3000), Duration::from_us(1))));
}

TEST(ValveLimits, OpenTimeLeavesTheWindowMicrosecondByMicrosecond) {
  ValveLimits limits(rig_with(Duration::from_ms(100), Duration::from_ms(100)));
  EXPECT_FALSE(limits.admit(open_at(ms(0), Duration::from_ms(100))));
  // A pulse of 10 ms that ends at 60 s + 10 ms: exactly its length has left.
  EXPECT_TRUE(limits.admit(open_at(Time::from_us(59'999'999), Duration::from_ms(10))));
  EXPECT_FALSE(limits.admit(open_at(Time::from_us(60'000'000), Duration::from_ms(10))));
}

TEST(ValveLimits, APulseCommandedWhileAnotherRunsCountsFromWhenItCanBegin) {
  ValveLimits limits(rig_with(Duration::from_ms(100), Duration::from_ms(100)));
  EXPECT_FALSE(limits.admit(open_at(ms(0), Duration::from_ms(60))));
  EXPECT_FALSE(limits.admit(open_at(ms(0), Duration::from_ms(40))));
  EXPECT_TRUE(limits.admit(open_at(ms(0), Duration::from_us(1))));
}

TEST(ValveLimits, OtherOutputsHaveNoLimit) {
  ValveLimits limits(rig_with(Duration::from_ms(1), Duration::from_ms(1)));
  Command cue = open_at(ms(0), Duration::from_s(600));
  cue.channel = 0;
  EXPECT_FALSE(limits.admit(cue));
}

TEST(ValveLimits, MemoryIsBounded) {
  ValveLimits limits(rig_with(Duration::from_ms(1), Duration::from_s(60)));
  for (std::size_t i = 0; i < ValveLimits::kMaxPulses; ++i) {
    ASSERT_FALSE(limits.admit(
        open_at(ms(static_cast<std::int64_t>(i) * 10), Duration::from_us(1))));
  }
  EXPECT_TRUE(limits.admit(open_at(ms(20'000), Duration::from_us(1))));
  EXPECT_FALSE(limits.admit(open_at(ms(61'000), Duration::from_us(1))));
}

// Whatever is asked for, no window of 60 s holds more than the budget; and what is
// refused would have broken that.
TEST(ValveLimits, NoWindowEverHoldsMoreThanTheBudget) {
  struct Pulse {
    std::int64_t begin, end;
  };
  constexpr std::int64_t kBudget = 400'000;
  constexpr std::int64_t kWindow = 60'000'000;
  const auto most_open = [](const std::vector<Pulse>& pulses) {
    std::int64_t most = 0;
    for (const Pulse& last : pulses) {
      std::int64_t open = 0;
      for (const Pulse& p : pulses) {
        const std::int64_t from = std::max(p.begin, last.end - kWindow);
        open += std::max<std::int64_t>(0, std::min(p.end, last.end) - from);
      }
      most = std::max(most, open);
    }
    return most;
  };
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    ValveLimits limits(rig_with(Duration::from_ms(100), Duration::from_us(kBudget)));
    std::vector<Pulse> admitted;
    std::int64_t t = 0;
    for (int i = 0; i < 150; ++i) {
      t += random.between(0, 8'000'000);
      const std::int64_t length = random.between(1, 100'000);
      const std::int64_t begin =
          admitted.empty() ? t : std::max(t, admitted.back().end);
      std::vector<Pulse> with = admitted;
      with.push_back({begin, begin + length});
      const bool fits = most_open(with) <= kBudget;
      ASSERT_EQ(!limits.admit(open_at(Time::from_us(t), Duration::from_us(length))),
                fits);
      if (fits) admitted = with;
    }
    EXPECT_GT(admitted.size(), 50U);
  }
}

}  // namespace
}  // namespace dyad::device
