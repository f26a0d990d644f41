#include "dyad/replay/redecide.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/logged_session.hpp"

namespace dyad::replay {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Redecision redecided(const std::vector<testing::Poke>& pokes,
                     const std::vector<Override>& overrides) {
  const log::Header header = testing::header();
  auto reader =
      log::Reader::open(testing::write_log(header, testing::session(header, pokes)));
  const auto setting = setting_of(header, overrides);
  if (!reader || !setting) {
    ADD_FAILURE() << (reader ? setting.error().text() : reader.error().text());
    return {};
  }
  const auto redecision = redecide(*reader, *setting);
  if (!redecision) {
    ADD_FAILURE() << redecision.error().text();
    return {};
  }
  return *redecision;
}

Override window_ms(int ms) { return {"/stages/0/window_ms", ms}; }

// Far enough apart that no ITI reaches the next pair.
std::vector<testing::Poke> two_pairs() {
  return {{1'000'000, 0}, {1'600'000, 1}, {11'000'000, 1}, {11'400'000, 0}};
}

TEST(Redecide, WithoutOverridesComesToTheSame) {
  const Redecision result = redecided(testing::random_pokes(200), {});
  EXPECT_THAT(result.changes, IsEmpty());
  EXPECT_EQ(result.logged, result.redecided);
}

TEST(Redecide, ShorterWindowFlipsTheTrialsBeyondIt) {
  const Redecision result = redecided(two_pairs(), {window_ms(500)});
  ASSERT_THAT(result.changes, SizeIs(1));
  const Change& change = result.changes[0];
  ASSERT_TRUE(change.logged && change.redecided);
  EXPECT_EQ(change.logged->opened, Time::from_us(1'000'000));
  EXPECT_EQ(change.logged->outcome, Outcome::coordinated);
  EXPECT_EQ(change.redecided->outcome, Outcome::miss);
  EXPECT_EQ(result.logged.coordinated(), 2U);
  EXPECT_EQ(result.redecided.coordinated(), 1U);
  EXPECT_EQ(result.redecided.rewards[0], 1U);
}

TEST(Redecide, ShorterItiMakesTrialsThatTheLogDoesNotHave) {
  const std::vector<testing::Poke> pokes{
      {1'000'000, 0}, {1'100'000, 1}, {1'700'000, 0}, {1'800'000, 1}};
  const Redecision result = redecided(pokes, {{"/stages/0/iti_ms/coordinated", 100}});
  ASSERT_THAT(result.changes, SizeIs(1));
  EXPECT_FALSE(result.changes[0].logged);
  EXPECT_EQ(result.changes[0].redecided->number, 2U);
  EXPECT_EQ(result.changes[0].redecided->opened, Time::from_us(1'700'000));
}

TEST(Redecide, LongerItiLeavesTrialsToTheLogAlone) {
  const std::vector<testing::Poke> pokes{
      {1'000'000, 0}, {1'100'000, 1}, {4'000'000, 0}, {4'100'000, 1}};
  const Redecision result = redecided(pokes, {{"/stages/0/iti_ms/coordinated", 9000}});
  ASSERT_THAT(result.changes, SizeIs(1));
  EXPECT_TRUE(result.changes[0].logged);
  EXPECT_FALSE(result.changes[0].redecided);
}

TEST(Redecide, GoesNoFurtherThanTheLog) {
  const log::Header header = testing::header();
  auto records = testing::session(header, {{1'000'000, 0}, {1'600'000, 1}});
  const auto is_late = [](const log::Record& record) {
    return log::time_of(record) > Time::from_us(1'600'000);
  };
  std::erase_if(records, is_late);
  auto reader = log::Reader::open(testing::write_log(header, records));
  ASSERT_TRUE(reader);
  const auto result = redecide(*reader, *setting_of(header, {window_ms(700)}));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->redecided.trials, 1U);
  EXPECT_THAT(result->changes, IsEmpty());
}

TEST(Redecide, WhatABoardTellsDoesNotSayHowFarTheEngineWasFed) {
  const log::Header header = testing::header();
  auto records = testing::session(header, {{1'000'000, 0}});
  std::erase_if(records, [](const log::Record& record) {
    return log::time_of(record) > Time::from_us(1'000'000);
  });
  // Killed after the window's end, with the deadline still waiting for a watermark.
  records.emplace_back(ClockSample{.source = 0, .received = Time::from_us(1'800'000)});
  BoardDecision decision;
  decision.time = Time::from_us(1'800'000);
  records.emplace_back(decision);
  auto reader = log::Reader::open(testing::write_log(header, records));
  ASSERT_TRUE(reader);
  const auto result = redecide(*reader, *setting_of(header));
  ASSERT_TRUE(result);
  EXPECT_THAT(result->changes, IsEmpty());
}

TEST(Setting, RefusesAnOverrideThatLeadsNowhere) {
  EXPECT_FALSE(setting_of(testing::header(), {{"/stages/0/windw_ms", 500}}));
  EXPECT_FALSE(setting_of(testing::header(), {{"/stages/7/window_ms", 500}}));
}

TEST(Setting, RefusesAnOverrideThatIsNoValidValue) {
  const auto setting = setting_of(testing::header(), {{"/stages/0/window_ms", "long"}});
  ASSERT_FALSE(setting);
  EXPECT_THAT(setting.error().what, ::testing::HasSubstr("/stages/0/window_ms"));
}

}  // namespace
}  // namespace dyad::replay
