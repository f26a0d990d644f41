#include "dyad/task/programme.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Plan blocks_plan(std::vector<config::Block> blocks) {
  Plan plan = pair_plan();
  plan.blocks = std::move(blocks);
  plan.trials.resize(plan.blocks.size(), plan.rule());
  return plan;
}
config::Block block(std::uint32_t trials) { return {"b", trials, {}}; }

// The blocks of so many trials.
std::vector<int> blocks_of(const Plan& plan, std::size_t trials,
                           std::uint64_t seed = 1) {
  Programme programme(plan, seed);
  std::vector<int> blocks;
  for (std::size_t i = 0; i < trials; ++i) {
    if (programme.blocks_done(Time())) break;
    programme.next_trial(Time(), std::nullopt);
    blocks.push_back(programme.conditions().block);
  }
  return blocks;
}

TEST(Blocks, ComeInOrderAndRepeatByDefault) {
  EXPECT_THAT(blocks_of(blocks_plan({block(2), block(1)}), 7),
              ElementsAre(0, 0, 1, 0, 0, 1, 0));
}

TEST(Blocks, CanStayInTheLast) {
  Plan plan = blocks_plan({block(2), block(1)});
  plan.after_last_block = config::AfterLastBlock::stay;
  EXPECT_THAT(blocks_of(plan, 6), ElementsAre(0, 0, 1, 1, 1, 1));
}

TEST(Blocks, CanEndTheSession) {
  Plan plan = blocks_plan({block(2), block(1)});
  plan.after_last_block = config::AfterLastBlock::end_session;
  EXPECT_THAT(blocks_of(plan, 6), ElementsAre(0, 0, 1));
}

TEST(Blocks, EndTheSessionWithTheOutcomeOfTheirLastTrial) {
  Plan plan = blocks_plan({block(1)});
  plan.after_last_block = config::AfterLastBlock::end_session;
  Story story(plan);
  EXPECT_THAT(story.notes(), Contains("0 #1 trial_start block=0"));
  story.poke(0, 100).poke(1, 200);
  EXPECT_THAT(story.notes(), Contains("200 #1 session_end blocks_done"));
}

TEST(Blocks, ShuffledEachComeOnceBeforeAnyComesAgain) {
  Plan plan = blocks_plan({block(1), block(1), block(1), block(1)});
  plan.block_order = config::BlockOrder::shuffled;
  const auto order = blocks_of(plan, 400);
  std::map<std::vector<int>, int> rounds;
  for (std::size_t i = 0; i < order.size(); i += 4) {
    std::vector<int> round(order.begin() + static_cast<std::ptrdiff_t>(i),
                           order.begin() + static_cast<std::ptrdiff_t>(i) + 4);
    ++rounds[round];
    std::sort(round.begin(), round.end());
    EXPECT_THAT(round, ElementsAre(0, 1, 2, 3));
  }
  EXPECT_GT(rounds.size(), 15U);  // of 24
}

TEST(Blocks, OfADurationEndWithTheTrialThatWouldBeginAtIt) {
  Plan plan = blocks_plan({{"timed", 0, Duration::from_us(100)}, block(5)});
  Programme programme(plan, 1);
  const auto next = [&](std::int64_t us) {
    programme.next_trial(Time::from_us(us), std::nullopt);
    return int{programme.conditions().block};
  };
  EXPECT_EQ(next(50), 0);
  EXPECT_EQ(next(149), 0);
  EXPECT_EQ(next(150), 1);
}

Plan factor_plan(std::vector<config::Factor> factors) {
  Plan plan = pair_plan();
  std::size_t rules = std::max<std::size_t>(1, plan.blocks.size());
  for (const config::Factor& factor : factors) rules *= factor.levels.size();
  plan.factors = std::move(factors);
  plan.trials.resize(rules, plan.rule());
  return plan;
}

TEST(Factor, EveryDeckHasEachLevelAsOftenAsItsCount) {
  const Plan plan = factor_plan({{"probe", false, {{"a", 5}, {"b", 2}, {"c", 1}}}});
  Programme programme(plan, 7);
  std::map<std::vector<int>, int> decks;
  for (int deck = 0; deck < 200; ++deck) {
    std::array<int, 3> counts{};
    std::vector<int> order;
    for (int i = 0; i < 8; ++i) {
      programme.next_trial(Time(), Outcome::miss);
      const LevelIndex level = programme.conditions().levels[0];
      ++counts.at(level);
      order.push_back(level);
    }
    ++decks[order];
    EXPECT_THAT(counts, ElementsAre(5, 2, 1));
  }
  EXPECT_GT(decks.size(), 100U);  // of 168: they are shuffled
}

TEST(Factor, LevelsMultiplyAndTheLastRunsFastest) {
  Plan plan = factor_plan({{"x", false, {{"a", 1}, {"b", 1}}},
                           {"y", false, {{"c", 1}, {"d", 1}, {"e", 1}}}});
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    plan.trials[i].window = Duration::from_us(static_cast<std::int64_t>(i));
  }
  Programme programme(plan, 3);
  for (int i = 0; i < 60; ++i) {
    programme.next_trial(Time(), std::nullopt);
    const auto& levels = programme.conditions().levels;
    EXPECT_EQ(programme.rule().window.us(), levels[0] * 3 + levels[1]);
  }
}

TEST(Factor, PerBlockStaysForTheBlock) {
  Plan plan = pair_plan();
  plan.blocks = {block(3)};
  plan.factors = {{"light", true, {{"on", 1}, {"off", 1}}}};
  plan.trials.resize(2, plan.rule());
  Programme programme(plan, 5);
  for (int i = 0; i < 20; ++i) {
    std::vector<int> levels;
    for (int j = 0; j < 3; ++j) {
      programme.next_trial(Time(), std::nullopt);
      levels.push_back(programme.conditions().levels[0]);
    }
    EXPECT_EQ(levels[0], levels[1]);
    EXPECT_EQ(levels[0], levels[2]);
  }
}

TEST(Factor, ConditionsStandInTheTrialsStartAndDecideIt) {
  Plan plan = factor_plan({{"probe", false, {{"wide", 1}, {"tight", 1}}}});
  plan.trials[1].window = Duration::from_us(10);
  Story story(plan);
  const auto notes = story.notes();
  const bool tight = notes.back() == "0 #1 trial_start level=1";
  EXPECT_TRUE(tight || notes.back() == "0 #1 trial_start level=0");
  story.poke(0, 100);
  EXPECT_THAT(story.notes(),
              Contains(HasSubstr(tight ? "closes=110" : "closes=750100")));
}

TEST(Draws, OfOneKindLeaveTheOthersAsTheyWere) {
  Plan plain = pair_plan();
  plain.rule().iti.fill({Duration::from_us(1), Duration::from_us(1'000'000)});
  Plan rich = plain;
  rich.rule().rewards[0].permille = 500;
  rich.factors = {{"probe", false, {{"a", 1}, {"b", 1}}}};
  rich.trials.resize(2, rich.rule());
  const auto starts = [](const Plan& plan) {
    Story story(plan, 9);
    for (std::int64_t t = 2'000'000; t < 50'000'000; t += 2'000'000) {
      story.poke(0, t).poke(1, t);
    }
    std::vector<std::string> found;
    for (const std::string& note : story.notes()) {
      if (note.find("iti_start") != std::string::npos) found.push_back(note);
    }
    return found;
  };
  EXPECT_EQ(starts(plain), starts(rich));
}

}  // namespace
}  // namespace dyad::task
