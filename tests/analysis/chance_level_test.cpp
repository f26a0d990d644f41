#include "dyad/analysis/chance_level.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/chance_session.hpp"
#include "dyad/core/random.hpp"

namespace dyad::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Poke;
using ::testing::SizeIs;

constexpr std::int64_t kSecond = 1'000'000;

ChanceInputs inputs(const task::Plan& plan, const std::vector<log::Record>& records) {
  ChanceInputs inputs(plan);
  for (const log::Record& record : records) inputs.add(record);
  return inputs;
}

std::optional<ChanceLevel> level(const task::Plan& plan, const std::vector<Poke>& pokes,
                                 std::int64_t until_us,
                                 const ChanceOptions& options = {}) {
  return chance_level(plan, 7, inputs(plan, testing::session(plan, pokes, until_us)),
                      options);
}

// Each animal on its own, about once in 4 s.
std::vector<Poke> independent_pokes(std::uint64_t seed, std::int64_t until_us) {
  std::vector<Poke> pokes;
  for (SubjectIndex seat = 0; seat < 2; ++seat) {
    Random random(seed, seat);
    std::int64_t at = 0;
    while ((at += 200'000 + random.exponential(4 * kSecond)) < until_us) {
      pokes.push_back({at, seat});
    }
  }
  return pokes;
}

// The second always 100 ms after the first.
std::vector<Poke> pokes_together(std::size_t count) {
  std::vector<Poke> pokes;
  Random random(1);
  std::int64_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    at += 3 * kSecond + random.exponential(5 * kSecond);
    pokes.push_back({at, 0});
    pokes.push_back({at + 100'000, 1});
  }
  return pokes;
}

// By hand. A pokes at 10, 20 ... 50 s, B 9.5 s after each; the session has come to
// 62 s, the window is 1 s. So the steps of five shifts are 11, 21, 31, 41 and 51 s.
// 11 s: B's are at 30.5, 40.5, 50.5, 60.5 and, around, 8.5: of the seven trials three
// are coordinated. The others: 2 of 8, 1 of 9, 0 of 10, 0 of 10.
TEST(ChanceLevel, IsWhatEveryShiftIsDecidedToBe) {
  std::vector<Poke> pokes;
  for (std::int64_t at = 10; at <= 50; at += 10) {
    pokes.push_back({at * kSecond, 0});
    pokes.push_back({at * kSecond + 9'500'000, 1});
  }
  const auto result = level(testing::plan(), pokes, 62 * kSecond, {.shifts = 5});
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, (ChanceLevel{.shifts = 5,
                                  .success = {.coordinated = 6, .decided = 44},
                                  .permille = 136,
                                  .low_permille = 0,
                                  .high_permille = 429}));
}

TEST(ChanceLevel, IsNearTheSuccessOfAnimalsThatDoNotMindEachOther) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const task::Plan plan = testing::plan();
    const std::int64_t until = 1800 * kSecond;
    const auto gathered =
        inputs(plan, testing::session(plan, independent_pokes(seed, until), until));
    const auto result = chance_level(plan, 7, gathered);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->shifts, 99U);
    const auto observed = static_cast<int>(*gathered.observed().permille());
    EXPECT_NEAR(observed, static_cast<int>(result->permille), 60);
    EXPECT_GE(observed + 5, static_cast<int>(result->low_permille));
    EXPECT_LE(observed - 5, static_cast<int>(result->high_permille));
    EXPECT_LT(result->low_permille, result->permille);
    EXPECT_LT(result->permille, result->high_permille);
  }
}

TEST(ChanceLevel, IsFarBelowTheSuccessOfAnimalsThatPokeTogether) {
  const task::Plan plan = testing::plan();
  const auto gathered =
      inputs(plan, testing::session(plan, pokes_together(100), 900 * kSecond));
  EXPECT_EQ(gathered.observed(), (Success{100, 100}));
  const auto result = chance_level(plan, 7, gathered);
  ASSERT_TRUE(result);
  EXPECT_LT(result->high_permille, 300U);
}

TEST(ChanceLevel, IsTheSameHoweverOftenItIsAskedFor) {
  const task::Plan plan = testing::plan();
  const auto records =
      testing::session(plan, independent_pokes(4, 600 * kSecond), 600 * kSecond);
  ChanceInputs asked(plan);
  for (std::size_t i = 0; i < records.size(); ++i) {
    asked.add(records[i]);
    if (i % 100 == 0) (void)chance_level(plan, 7, asked, {.shifts = 3});
  }
  const auto once = chance_level(plan, 7, inputs(plan, records));
  ASSERT_TRUE(once);
  EXPECT_EQ(chance_level(plan, 7, asked), once);
  EXPECT_EQ(chance_level(plan, 7, asked), once);
}

TEST(ChanceLevel, TakesFewerShiftsOfALongSession) {
  const task::Plan plan = testing::plan();
  const auto gathered = inputs(
      plan, testing::session(plan, independent_pokes(5, 600 * kSecond), 600 * kSecond));
  const auto result =
      chance_level(plan, 7, gathered, {.max_steps = 7 * gathered.steps() + 1});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->shifts, 7U);
  EXPECT_FALSE(chance_level(plan, 7, gathered, {.max_steps = gathered.steps() - 1}));
}

TEST(ChanceLevel, IsNotSaidOfAFewTrials) {
  EXPECT_FALSE(level(testing::plan(), pokes_together(4), 900 * kSecond));
  EXPECT_TRUE(level(testing::plan(), pokes_together(5), 900 * kSecond));
}

TEST(ChanceLevel, IsNotSaidOfOneAnimalAlone) {
  const task::Plan alone = testing::plan(
      R"(, "partners": {"right": {"kind": "absent"}}, "contingency": "individual")");
  std::vector<Poke> pokes;
  for (std::int64_t at = 1; at < 40; ++at) pokes.push_back({at * 5 * kSecond, 0});
  const auto gathered = inputs(alone, testing::session(alone, pokes, 300 * kSecond));
  EXPECT_GT(gathered.observed().decided, kFewestTrials);
  EXPECT_FALSE(chance_level(alone, 7, gathered));
}

TEST(ChanceLevel, MovesEachOfThreeAnimalsByAnotherAmount) {
  const task::Plan plan = testing::plan("", "sim-three");
  std::vector<Poke> pokes;
  Random random(3);
  std::int64_t at = 0;
  for (int i = 0; i < 60; ++i) {
    at += 3 * kSecond + random.exponential(3 * kSecond);
    for (SubjectIndex seat = 0; seat < 3; ++seat) {
      pokes.push_back({at + seat * 50'000, seat});
    }
  }
  const auto gathered = inputs(plan, testing::session(plan, pokes, at + kSecond));
  EXPECT_EQ(gathered.observed(), (Success{60, 60}));
  const auto result = chance_level(plan, 7, gathered);
  ASSERT_TRUE(result);
  // Were two of them moved together, the third alone would have to hit by chance.
  EXPECT_LT(result->high_permille, 150U);
}

TEST(ChanceLevel, LeavesWhatTheOperatorDidWhereItWas) {
  const task::Plan plan = testing::plan();
  const std::int64_t until = 600 * kSecond;
  auto gathered = inputs(plan, testing::session(plan, pokes_together(60), until));
  const auto whole = chance_level(plan, 7, gathered);
  // The same pokes, in a session that stands still from a tenth of it on.
  ChanceInputs paused(plan);
  bool done = false;
  for (const auto& record : testing::session(plan, pokes_together(60), until)) {
    if (!done && log::time_of(record) > Time::from_us(until / 10)) {
      Input pause;
      pause.time = Time::from_us(until / 10);
      pause.kind = InputKind::operator_action;
      pause.action = OperatorAction::pause;
      paused.add(pause);
      done = true;
    }
    paused.add(record);
  }
  const auto result = chance_level(plan, 7, paused);
  ASSERT_TRUE(whole && result);
  EXPECT_LT(result->success.decided, whole->success.decided / 5);
}

TEST(ShiftSteps, AreEvenlySpacedAndBeyondAWindowInEitherDirection) {
  EXPECT_THAT(
      shift_steps(Duration::from_s(62), Duration::from_s(1), 2, 5),
      ElementsAre(Duration::from_s(11), Duration::from_s(21), Duration::from_s(31),
                  Duration::from_s(41), Duration::from_s(51)));
  const auto steps = shift_steps(Duration::from_s(60), Duration::from_s(1), 3, 99);
  ASSERT_THAT(steps, SizeIs(99));
  EXPECT_GT(steps.front(), Duration::from_s(1));
  EXPECT_LT(steps.back() * 2, Duration::from_s(59));
}

TEST(ShiftSteps, AreFewerWhereThereIsNoRoom) {
  const auto us = [](std::int64_t n) { return Duration::from_us(n); };
  EXPECT_THAT(shift_steps(us(24), us(10), 2, 99), ElementsAre(us(11), us(12), us(13)));
  EXPECT_THAT(shift_steps(us(21), us(10), 2, 99), IsEmpty());
  EXPECT_THAT(shift_steps(us(5), us(10), 2, 99), IsEmpty());
  EXPECT_THAT(shift_steps(us(1000), us(10), 1, 99), IsEmpty());
}

}  // namespace
}  // namespace dyad::analysis
