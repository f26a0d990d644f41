#include "schedule_support.hpp"

namespace dyad::config {
namespace {

using test::good_stage;
using test::stage_problems;

constexpr Duration ms(std::int64_t n) { return Duration::from_ms(n); }

const char* const kConditions = R"(
  "needed": 2, "iti_ms": {"miss": 1000},
  "blocks": [{"name": "plain", "trials": 40},
             {"name": "tight", "duration_s": 60.5,
              "set": {"window_ms": 500, "iti_ms": {"coordinated": 7}}}],
  "block_order": "shuffled", "after_last_block": "end_session",
  "factors": [
    {"name": "probe", "levels": [{"name": "normal", "count": 9},
                                 {"name": "catch", "set": {"catch": true}},
                                 {"name": "wide", "set": {"window_ms": 3000}}]},
    {"name": "water", "per": "block",
     "levels": [{"name": "much"}, {"name": "little", "set": {"reward_ul": 1}}]}])";

TEST(Conditions, AreReadAsTheyStand) {
  const Stage stage = good_stage(kConditions);
  EXPECT_EQ(stage.blocks,
            (std::vector<Block>{{"plain", 40, {}}, {"tight", 0, ms(60'500)}}));
  EXPECT_EQ(stage.block_order, BlockOrder::shuffled);
  EXPECT_EQ(stage.after_last_block, AfterLastBlock::end_session);
  EXPECT_EQ(
      stage.factors,
      (std::vector<Factor>{{"probe", false, {{"normal", 9}, {"catch", 1}, {"wide", 1}}},
                           {"water", true, {{"much", 1}, {"little", 1}}}}));
}

TEST(Conditions, EveryCombinationHasItsRuleInTheOrderOfRuleIndex) {
  const Stage stage = good_stage(kConditions);
  ASSERT_EQ(stage.rules.size(), 12U);
  for (std::size_t block = 0; block < 2; ++block) {
    for (std::size_t probe = 0; probe < 3; ++probe) {
      for (std::size_t water = 0; water < 2; ++water) {
        const TrialRule& rule = stage.rules[stage.rule_index(block, {probe, water})];
        EXPECT_EQ(rule.catch_trial, probe == 1);
        EXPECT_EQ(rule.reward.nl.all, water == 1 ? 1'000U : 4'000U);
        EXPECT_EQ(rule.needed, 2U);
      }
    }
  }
  EXPECT_EQ(stage.rule_index(0, {0, 1}), 1U);
  EXPECT_EQ(stage.rule_index(1, {2, 1}), 11U);
}

TEST(Conditions, ALevelCountsBeforeABlockAndABlockBeforeTheStage) {
  const Stage stage = good_stage(kConditions);
  const auto window = [&](std::size_t block, std::size_t probe) {
    return stage.rules[stage.rule_index(block, {probe, 0})].window;
  };
  EXPECT_EQ(window(0, 0), ms(750));
  EXPECT_EQ(window(1, 0), ms(500));
  EXPECT_EQ(window(1, 2), ms(3'000));
}

TEST(Conditions, ASetReplacesAMemberAsAWhole) {
  const Stage stage = good_stage(kConditions);
  const TrialRule& tight = stage.rules[stage.rule_index(1, {0, 0})];
  EXPECT_EQ(tight.iti[0], Interval::fixed(ms(7)));
  EXPECT_EQ(tight.iti[1], Interval{}) << "the stage's interval after a miss is gone";
}

TEST(Conditions, ATargetOfASetIsOneOfTheChoicesOfTheStage) {
  const Stage stage = good_stage(std::string(test::kTwoChoices) +
                                 R"(, "target": {"kind": "random"}, "blocks": [
        {"name": "a", "trials": 1, "set": {"target": {"kind": "fixed", "choice": "far"}}},
        {"name": "b", "trials": 1}])");
  EXPECT_EQ(stage.rules[0].target.kind, TargetKind::fixed);
  EXPECT_EQ(stage.rules[0].target.choice, 1U);
  EXPECT_EQ(stage.rules[1].target.kind, TargetKind::random);
}

TEST(Conditions, AllOfAStageNameTheSameChoicesInTheSameOrder) {
  const auto problems = [](const std::string& choices) {
    return stage_problems(std::string(test::kTwoChoices) + R"(, "blocks": [
        {"name": "a", "trials": 1}, {"name": "b", "trials": 1, "set": {"choices": )" +
                          choices + "}}]");
  };
  EXPECT_EQ(problems(R"({"near": ["c"], "far": ["a"]})"), "");
  for (const char* others : {R"({"far": ["a"], "near": ["c"]})",
                             R"({"near": ["a"], "far": ["b"], "x": ["c"]})"}) {
    EXPECT_EQ(problems(others),
              "/blocks/1/set/choices: other choices than elsewhere in "
              "the stage\n");
  }
}

TEST(Conditions, AProblemOfASetIsSaidOnceAndThere) {
  EXPECT_EQ(stage_problems(R"("blocks": [{"name": "a", "trials": 1},
      {"name": "b", "trials": 1, "set": {"window_ms": -1, "order": {"leader": "left",
       "min_wait_ms": 900}, "sessions": 4}}],
      "factors": [{"name": "f", "levels": [{"name": "x"}, {"name": "y"}]}])"),
            "/blocks/1/set/window_ms: the number -1\n"
            "/blocks/1/set/sessions: the unknown member \"sessions\"\n");
}

TEST(Conditions, WhatDoesNotGoTogetherIsSaidOnceAtTheMemberThatBringsIt) {
  const std::string levels =
      R"("factors": [{"name": "f", "levels": [{"name": "x"}, {"name": "y"}]}])";
  EXPECT_EQ(stage_problems(levels + R"(, "blocks": [{"name": "a", "trials": 1},
      {"name": "b", "trials": 1, "set": {"response": {"kind": "overlap", "hold_ms": 9}}}],
      "needed": 2)"),
            "/blocks/1/set/response: needed with the response \"overlap\"\n");
  EXPECT_EQ(stage_problems(levels + R"(, "needed": 2,
      "response": {"kind": "overlap", "hold_ms": 9})"),
            "/needed: needed with the response \"overlap\"\n");
}

TEST(Conditions, WhatEveryBlockSetsRightIsNotHeldAgainstTheStage) {
  EXPECT_EQ(stage_problems(R"("order": {"leader": "left", "min_wait_ms": 900},
      "blocks": [{"name": "a", "trials": 1, "set": {"window_ms": 900}}])"),
            "");
}

TEST(Conditions, AreRefusedWhereTheyCannotBeTold) {
  EXPECT_EQ(stage_problems(R"("block_order": "sequence")"),
            "/block_order: the member \"block_order\"\n");
  EXPECT_EQ(stage_problems(R"("blocks": [{"name": "a", "trials": 1, "duration_s": 1},
                                         {"name": "a"}])"),
            "/blocks/0/duration_s: duration_s beside trials\n"
            "/blocks/1: neither trials nor duration_s\n"
            "/blocks/1/name: \"a\"\n");
  EXPECT_EQ(stage_problems(R"("factors": [{"name": "f", "per": "block", "levels": [
                             {"name": "x"}, {"name": "x", "count": 0}]}])"),
            "/factors/0/per: \"block\"\n"
            "/factors/0/levels/1/name: \"x\"\n"
            "/factors/0/levels/1/count: the number 0\n");
}

TEST(Conditions, TwoFactorsMayNotSetTheSameMember) {
  EXPECT_EQ(stage_problems(R"("factors": [
      {"name": "f", "levels": [{"name": "x"}, {"name": "y", "set": {"needed": 1}}]},
      {"name": "g", "levels": [{"name": "x", "set": {"needed": 2}}, {"name": "y"}]}])"),
            "/factors/1/levels/0/set/needed: the member \"needed\", which the factor "
            "\"f\" sets too\n");
}

std::string stage_of(std::size_t blocks, std::size_t levels, std::size_t factors) {
  const auto named = [](std::size_t count, const std::string& rest) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text += (i > 0 ? ",{\"name\":\"n" : "{\"name\":\"n") + std::to_string(i) + '"' +
              rest + "}";
    }
    return "[" + text + "]";
  };
  return "\"blocks\":" + named(blocks, ",\"trials\":1") +
         ",\"factors\":" + named(factors, ",\"levels\":" + named(levels, ""));
}

TEST(Conditions, MayBeAThousandCombinationsAndNoMore) {
  EXPECT_EQ(good_stage(stage_of(16, 8, 2)).rules.size(), 1'024U);
  EXPECT_EQ(stage_problems(stage_of(17, 8, 2)),
            ": 1088 combinations of blocks and levels\n");
}

}  // namespace
}  // namespace dyad::config
