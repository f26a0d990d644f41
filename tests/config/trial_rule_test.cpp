#include "dyad/core/note.hpp"
#include "schedule_support.hpp"

namespace dyad::config {
namespace {

using test::good_rule;
using test::kTwoChoices;

constexpr Duration ms(std::int64_t n) { return Duration::from_ms(n); }

TEST(ReadTrial, InitiationOfEachKind) {
  EXPECT_EQ(good_rule(R"("initiation": {"kind": "free"})").initiation, Initiation{});
  const auto cue = good_rule(
      R"("initiation": {"kind": "cue", "channel": "light", "pulse_ms": 500},
         "response_limit_ms": 5000)");
  EXPECT_EQ(cue.initiation,
            (Initiation{InitiationKind::cue, "light", ms(500), {}, {}}));
  EXPECT_EQ(cue.response_limit, ms(5000));
  EXPECT_EQ(
      good_rule(
          R"("initiation": {"kind": "zones", "channels": ["z", "y"], "hold_ms": 9})")
          .initiation,
      (Initiation{InitiationKind::zones, "", {}, {"z", "y"}, ms(9)}));
  EXPECT_EQ(
      good_rule(R"("initiation": {"kind": "poke", "channels": ["p"]})").initiation,
      (Initiation{InitiationKind::poke, "", {}, {"p"}, {}}));
}

TEST(ReadTrial, ResponsesThatAreHeld) {
  const auto held = good_rule(R"("response": {"kind": "held", "hold_ms": 300})");
  EXPECT_EQ(held.response, ResponseKind::held);
  EXPECT_EQ(held.hold, ms(300));
  EXPECT_EQ(good_rule(R"("response": {"kind": "overlap", "hold_ms": 750})").response,
            ResponseKind::overlap);
}

TEST(ReadTrial, OperandaInTheOrderOfTheFile) {
  EXPECT_EQ(good_rule(R"("operanda": ["b", "a"])").operanda,
            (std::vector<std::string>{"b", "a"}));
}

TEST(ReadTrial, ChoicesAndAFixedTargetByItsPlaceAmongThem) {
  const auto rule = good_rule(std::string(kTwoChoices) +
                              R"(, "target": {"kind": "fixed", "choice": "far"},
                                   "wrong_response": "end_trial")");
  EXPECT_EQ(rule.choices,
            (std::vector<Choice>{{"near", {"a", "b"}}, {"far", {"c", "d"}}}));
  EXPECT_EQ(rule.target, (Target{TargetKind::fixed, 1, {}, AfterFailure::next}));
  EXPECT_EQ(rule.wrong_response, WrongResponse::end_trial);
}

TEST(ReadTrial, TargetsThatVary) {
  const std::string choices(kTwoChoices);
  EXPECT_EQ(good_rule(choices + R"(, "target": {"kind": "random", "max_repeats": 3,
                                     "after_failure": "same"})")
                .target,
            (Target{TargetKind::random, 0, 3, AfterFailure::same}));
  EXPECT_EQ(good_rule(choices + R"(, "target": {"kind": "alternating",
                                     "after_failure": "opposite"})")
                .target,
            (Target{TargetKind::alternating, 0, {}, AfterFailure::opposite}));
}

TEST(ReadTrial, AnUnlimitedWindow) {
  EXPECT_EQ(test::good_schedule(test::with(test::stage_with(""), "/stages/0/window_ms",
                                           "\"unlimited\""))
                .stages[0]
                .rules[0]
                .window,
            TrialRule::kUnlimited);
}

TEST(ReadTrial, OrderAndNumber) {
  const auto rule = good_rule(
      R"("needed": 2, "order": {"leader": "left", "min_wait_ms": 750,
                                "violation": "end_trial"})");
  EXPECT_EQ(rule.order, (Order{"left", ms(750), Violation::end_trial}));
  EXPECT_EQ(rule.needed, 2U);
  EXPECT_EQ(good_rule(R"("order": {"leader": "left"})").order,
            (Order{"left", {}, Violation::ignore}));
}

TEST(ReadTrial, EveryContingency) {
  for (const std::string_view name : EnumNames<Contingency>::names) {
    if (name == "matrix") continue;
    const auto rule = good_rule("\"contingency\": \"" + std::string(name) + "\"");
    EXPECT_EQ(to_text(rule.contingency), name);
  }
}

TEST(ReadTrial, PayoffWithItsChoicesByPlaceAndWithheldOnesAfterThem) {
  const auto rule = good_rule(std::string(kTwoChoices) + R"(, "contingency": "matrix",
    "payoff": [
      {"joint": {"right": "near", "left": "near"}, "ul": {"left": 6, "right": 6}},
      {"joint": {"left": "near", "right": "far"}, "ul": {"left": 0, "right": 10}},
      {"joint": {"left": "far", "right": "near"}, "ul": {"left": 10, "right": 0}},
      {"joint": {"left": "far", "right": "far"}, "ul": {"left": 2, "right": 2}},
      {"joint": {"left": "withhold", "right": "far"}, "ul": {"left": 0, "right": 1}}
    ])");
  ASSERT_EQ(rule.payoff.size(), 5U);
  EXPECT_EQ(rule.payoff[1], (PayoffCell{{{"left", 0}, {"right", 1}},
                                        {{"left", 0}, {"right", 10'000}}}));
  EXPECT_EQ(rule.payoff[4],
            (PayoffCell{{{"left", 2}, {"right", 1}}, {{"left", 0}, {"right", 1'000}}}));
}

TEST(ReadTrial, ReinforcementByCountAndByTime) {
  const auto read = [](const std::string& members) {
    return good_rule("\"reinforcement\": {" + members + "}").reinforcement;
  };
  const auto ratio = read(R"("kind": "variable_ratio", "n": 5)");
  EXPECT_EQ(ratio.kind, ReinforcementKind::variable_ratio);
  EXPECT_EQ(ratio.n, 5U);
  EXPECT_EQ(read(R"("kind": "fixed_interval", "interval_ms": 10000)").interval,
            Interval::fixed(ms(10'000)));
  const auto tandem = read(R"("kind": "tandem", "parts": [
    {"kind": "fixed_interval", "interval_ms": 10000}, {"kind": "fixed_ratio", "n": 3}])");
  ASSERT_EQ(tandem.parts.size(), 2U);
  EXPECT_EQ(tandem.parts[1].n, 3U);
  EXPECT_EQ(read(R"("kind": "yoked", "times_ms": [12000, 31500])").times,
            (std::vector<Duration>{ms(12'000), ms(31'500)}));
  EXPECT_EQ(read(R"("kind": "yoked", "log": "data/a.jsonl")").log, "data/a.jsonl");
}

TEST(ReadTrial, RewardsForEachSeat) {
  const auto rule =
      test::good_schedule(
          test::with(
              test::stage_with(R"("reward_percent": {"left": 80, "right": 0.1})"),
              "/stages/0/reward_ul", R"({"left": 5, "right": 0})"))
          .stages[0]
          .rules[0];
  EXPECT_EQ(rule.reward.nl.of("left"), 5'000U);
  EXPECT_EQ(rule.reward.nl.of("right"), 0U);
  EXPECT_EQ(rule.reward.permille.of("left"), 800U);
  EXPECT_EQ(rule.reward.permille.of("right"), 1U);
  EXPECT_EQ(good_rule(R"("reward_percent": 55.5)").reward.permille.all, 555U);
}

TEST(ReadTrial, WhatElseARewardHas) {
  const auto rule = good_rule(R"(
    "other_rewards": {"miss": {"ul": 1, "percent": 50}, "error": {"ul": {"left": 0.5}}},
    "reward_delay_ms": 1000, "reward_pulses": {"count": 3, "gap_ms": 150},
    "collection": {"channels": ["lick_left", "lick_right"]}, "catch": true)");
  const auto other = [&](Outcome outcome) {
    return rule.other_rewards[static_cast<std::size_t>(outcome)];
  };
  EXPECT_EQ(other(Outcome::miss).nl.all, 1'000U);
  EXPECT_EQ(other(Outcome::miss).permille.all, 500U);
  EXPECT_EQ(other(Outcome::error).nl.of("left"), 500U);
  EXPECT_EQ(other(Outcome::error).permille.all, 1'000U);
  EXPECT_EQ(other(Outcome::omission), Payment{});
  EXPECT_EQ(rule.reward_delay, ms(1'000));
  EXPECT_EQ(rule.reward_pulses, 3U);
  EXPECT_EQ(rule.reward_gap, ms(150));
  EXPECT_EQ(rule.collection, (std::vector<std::string>{"lick_left", "lick_right"}));
  EXPECT_TRUE(rule.catch_trial);
}

TEST(ReadTrial, IntervalsOfEveryKind) {
  const auto rule = good_rule(R"("iti_ms": {
    "coordinated": {"exponential": {"mean": 5000, "min": 2000, "max": 15000}},
    "miss": {"list": [8000, 4000, 8000]}, "omission": 7, "error": {"uniform": [1, 2]}},
    "iti_extension": {"quiet_ms": 2000, "limit_ms": 20000})");
  EXPECT_EQ(
      rule.iti[0],
      (Interval{ms(2'000), ms(15'000), Interval::Kind::exponential, ms(5'000), {}}));
  EXPECT_EQ(rule.iti[1], (Interval{ms(4'000),
                                   ms(8'000),
                                   Interval::Kind::list,
                                   {},
                                   {ms(8'000), ms(4'000), ms(8'000)}}));
  EXPECT_EQ(rule.iti[2], Interval{});
  EXPECT_EQ(rule.iti[3], Interval::fixed(ms(7)));
  EXPECT_EQ(rule.iti[4], (Interval{ms(1), ms(2)}));
  EXPECT_EQ(rule.iti_quiet, ms(2'000));
  EXPECT_EQ(rule.iti_limit, ms(20'000));
}

TEST(ReadTrial, OutputsWithABarcodeAndOfASeat) {
  const auto rule = good_rule(R"("outputs": [
    {"at": "trial_start", "channel": "sync", "barcode": {"bits": 16, "bit_ms": 10}},
    {"at": "reward", "subject": "left", "channel": "light", "pulse_ms": 300},
    {"at": "reward", "subject": "right", "channel": "light", "pulse_ms": 300}])");
  ASSERT_EQ(rule.outputs.size(), 3U);
  EXPECT_EQ(rule.outputs[0],
            (OutputBinding{TaskEvent::trial_start, "sync", {}, {16, ms(10)}, ""}));
  EXPECT_EQ(rule.outputs[1],
            (OutputBinding{TaskEvent::reward, "light", ms(300), {}, "left"}));
}

}  // namespace
}  // namespace dyad::config
