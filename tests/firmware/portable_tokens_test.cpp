#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <set>
#include <vector>

#include "dyad_firmware/open_time_budget.h"
#include "dyad_firmware/token_table.h"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::OpenTimeBudget;
using dyad_firmware::Ticks;
using dyad_firmware::ticks_of_ms;
using dyad_firmware::TokenState;
using dyad_firmware::TokenTable;

TokenState state_of(const TokenTable& table, std::uint16_t token) {
  Ticks active = 0;
  return table.state(token, active);
}

TEST(PortableTokenTable, ATokenIsTakenOnce) {
  TokenTable table;
  EXPECT_EQ(state_of(table, 1), TokenState::never);
  EXPECT_TRUE(table.take(1));
  EXPECT_FALSE(table.take(1));
  EXPECT_EQ(state_of(table, 1), TokenState::running);
  EXPECT_TRUE(table.take(5));
  EXPECT_FALSE(table.take(4));
  EXPECT_EQ(state_of(table, 4), TokenState::forgotten);
  EXPECT_EQ(state_of(table, 6), TokenState::never);
}

TEST(PortableTokenTable, GoesOnWhereTheNumbersWrap) {
  TokenTable table;
  EXPECT_TRUE(table.take(30000));
  EXPECT_TRUE(table.take(60000));
  EXPECT_TRUE(table.take(2));
  EXPECT_FALSE(table.take(60001));
  EXPECT_EQ(state_of(table, 60000), TokenState::running);
}

RC_GTEST_PROP(PortableTokenTable, TakesNoTokenTwiceAndKeepsTheLastEight, ()) {
  TokenTable table;
  std::set<std::uint16_t> taken;
  std::deque<std::uint16_t> last;
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-3, 20));
  for (const int step : steps) {
    const auto token = static_cast<std::uint16_t>(table.last() + step);
    const bool is_new = table.take(token);
    RC_ASSERT(is_new == (step > 0));
    if (!is_new) continue;
    RC_ASSERT(taken.insert(token).second);
    table.set(token, TokenState::done, static_cast<Ticks>(token * 10));
    last.push_back(token);
    if (last.size() > 8) last.pop_front();
  }
  for (const std::uint16_t token : last) {
    Ticks active = 0;
    RC_ASSERT(table.state(token, active) == TokenState::done);
    RC_ASSERT(active == static_cast<Ticks>(token * 10));
  }
}

struct Opening {
  std::uint64_t from;
  std::uint64_t to;
};

// How long it was open within the 60 s from `begin` on.
std::uint64_t open_within(const std::vector<Opening>& openings, std::uint64_t begin) {
  const std::uint64_t end = begin + 60 * dyad_firmware::kTicksPerSecond;
  std::uint64_t open = 0;
  for (const Opening& o : openings) {
    const std::uint64_t from = std::max(o.from, begin);
    const std::uint64_t to = std::min(o.to, end);
    if (from < to) open += to - from;
  }
  return open;
}

// One valve, asked to open as often as it will.
std::vector<Opening> drive(const std::vector<std::pair<int, int>>& pulses) {
  OpenTimeBudget budget;
  std::vector<Opening> openings;
  std::uint64_t now = 0;
  for (const auto& [wait_ms, length_ms] : pulses) {
    for (std::uint64_t waited = 0; waited < ticks_of_ms(static_cast<Ticks>(wait_ms));) {
      waited += ticks_of_ms(1000);  // the board turns it at least this often
      now += ticks_of_ms(1000);
      budget.turn(static_cast<Ticks>(now));
    }
    const Ticks length = ticks_of_ms(static_cast<Ticks>(length_ms));
    if (!budget.charge(static_cast<Ticks>(now), length)) continue;
    openings.push_back({now, now + length});
    now += length;
  }
  return openings;
}

RC_GTEST_PROP(PortableOpenTimeBudget, NeverMoreThanTheBudgetInAnySixtySeconds, ()) {
  const auto pulses = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::weightedOneOf<int>({{8, rc::gen::inRange(0, 3000)},
                                                 {1, rc::gen::inRange(0, 90'000)}}),
                    rc::gen::inRange(1, 2001)));
  const std::vector<Opening> openings = drive(pulses);
  const std::uint64_t budget = ticks_of_ms(dyad_firmware::budget_ms(0));
  for (const Opening& opening : openings) {
    RC_ASSERT(open_within(openings, opening.from) <= budget);
    const std::uint64_t minute = 60 * dyad_firmware::kTicksPerSecond;
    const std::uint64_t begin = opening.to > minute ? opening.to - minute : 0;
    RC_ASSERT(open_within(openings, begin) <= budget);
  }
}

TEST(PortableOpenTimeBudget, IsSpentAndComesBack) {
  OpenTimeBudget budget;
  for (Ticks i = 0; i < 6; ++i) {
    EXPECT_TRUE(budget.charge(ticks_of_ms(2000 * i), ticks_of_ms(1990)));
  }
  EXPECT_FALSE(budget.charge(ticks_of_ms(12'000), ticks_of_ms(60)));
  EXPECT_FALSE(budget.charge(ticks_of_ms(60'000), ticks_of_ms(60)));
  EXPECT_TRUE(budget.charge(ticks_of_ms(80'000), ticks_of_ms(2000)));
}

}  // namespace
}  // namespace dyad::firmware_test
