#include "schedule_support.hpp"

// What no member of a trial can be judged for alone.
namespace dyad::config {
namespace {

using test::kTwoChoices;
using test::stage_problems;

TEST(RulesAcrossMembers, ACueNeedsAResponseLimit) {
  EXPECT_EQ(stage_problems(
                R"("initiation": {"kind": "cue", "channel": "light", "pulse_ms": 5})"),
            "/initiation: a \"cue\" without response_limit_ms\n");
}

TEST(RulesAcrossMembers, AnInitiationHasWhatItsKindNeedsAndNothingElse) {
  EXPECT_EQ(stage_problems(R"("initiation": {"kind": "free", "hold_ms": 5})"),
            "/initiation/hold_ms: the member \"hold_ms\"\n");
  EXPECT_EQ(stage_problems(R"("initiation": {"kind": "zones"})"),
            "/initiation: the member \"channels\" is missing\n");
  EXPECT_EQ(stage_problems(R"("initiation": {"kind": "poke", "channels": ["a", "a"]})"),
            "/initiation/channels/1: \"a\"\n");
}

TEST(RulesAcrossMembers, ALateResponseOpensATrialOnlyWhereInitiationIsFree) {
  EXPECT_EQ(stage_problems(R"("late_response": "open_next_trial",
              "initiation": {"kind": "poke", "channels": ["p"]})"),
            "/late_response: \"open_next_trial\" with the initiation \"poke\"\n");
  EXPECT_EQ(stage_problems(R"("late_response": "open_next_trial",
              "initiation": {"kind": "free"})"),
            "");
}

TEST(RulesAcrossMembers, OverlapGoesWithFewOthers) {
  const std::string overlap = R"("response": {"kind": "overlap", "hold_ms": 750}, )";
  EXPECT_EQ(stage_problems(overlap + R"("needed": 2)"),
            "/needed: needed with the response \"overlap\"\n");
  EXPECT_EQ(stage_problems(overlap + R"("repeat_response": "restart_window")"),
            "/repeat_response: \"restart_window\" with the response \"overlap\"\n");
  EXPECT_EQ(stage_problems(overlap + R"("order": {"leader": "left"})"),
            "/order: an order with the response \"overlap\"\n");
  EXPECT_EQ(stage_problems(overlap + R"("contingency": "individual")"),
            "/contingency: \"individual\" with the response \"overlap\"\n");
  EXPECT_EQ(stage_problems(overlap + R"("contingency": "last_only")"), "");
  EXPECT_EQ(stage_problems(R"("response": {"kind": "overlap", "hold_ms": 750.001})"),
            "/response/hold_ms: an overlap of 750.001 ms, beyond the window\n");
}

TEST(RulesAcrossMembers, ATargetIsOneOfTheChoices) {
  const std::string choices(kTwoChoices);
  EXPECT_EQ(stage_problems(R"("target": {"kind": "random"})"),
            "/target: a target without choices\n");
  EXPECT_EQ(
      stage_problems(choices + R"(, "target": {"kind": "fixed", "choice": "fra"})"),
      "/target/choice: the unknown choice \"fra\"\n");
  EXPECT_EQ(stage_problems(R"("choices": {"a": ["p"], "b": ["q"], "c": ["r"]},
              "target": {"kind": "random", "after_failure": "opposite"})"),
            "/target/after_failure: \"opposite\" of 3 choices\n");
  EXPECT_EQ(stage_problems(choices + R"(, "wrong_response": "end_trial")"),
            "/wrong_response: \"end_trial\" without a target\n");
  EXPECT_EQ(stage_problems(choices +
                           R"(, "target": {"kind": "alternating", "choice": "far"})"),
            "/target/choice: the member \"choice\"\n");
}

TEST(RulesAcrossMembers, AnOperandumIsInOneChoiceAndNotInOperandaBeside) {
  EXPECT_EQ(stage_problems(std::string(kTwoChoices) + R"(, "operanda": ["a"])"),
            "/operanda: operanda beside choices\n");
  EXPECT_EQ(stage_problems(R"("choices": {"x": ["a", "b"], "y": ["c", "a"]})"),
            "/choices/y/1: \"a\"\n");
  EXPECT_EQ(stage_problems(R"("choices": {"x": ["a"]})"),
            "/choices: an object with 1 members\n");
  EXPECT_EQ(stage_problems(R"("choices": {"x": ["a"], "withhold": ["b"]})"),
            "/choices/withhold: \"withhold\"\n");
}

TEST(RulesAcrossMembers, AWaitIsWithinTheWindow) {
  EXPECT_EQ(stage_problems(R"("order": {"leader": "left", "min_wait_ms": 750})"), "");
  EXPECT_EQ(stage_problems(R"("order": {"leader": "left", "min_wait_ms": 750.001})"),
            "/order/min_wait_ms: a wait of 750.001 ms, beyond the window\n");
}

TEST(RulesAcrossMembers, OnlyUnitsAreReinforcedAndOnlyTheyHaveOtherRewards) {
  for (const std::string contingency : {"individual", "either", "altruistic"}) {
    const std::string member = "\"contingency\": \"" + contingency + "\", ";
    const std::string with = " with the contingency \"" + contingency + "\"\n";
    EXPECT_EQ(
        stage_problems(member + R"("reinforcement": {"kind": "fixed_ratio", "n": 2})"),
        "/reinforcement: a reinforcement" + with);
    EXPECT_EQ(stage_problems(member + R"("other_rewards": {"miss": {"ul": 1}})"),
              "/other_rewards: other rewards" + with);
  }
}

TEST(RulesAcrossMembers, AReinforcementHasWhatItsKindNeedsAndNothingElse) {
  const auto problems = [](const std::string& members) {
    return stage_problems("\"reinforcement\": {" + members + "}");
  };
  EXPECT_EQ(problems(R"("kind": "fixed_ratio")"),
            "/reinforcement: the member \"n\" is missing\n");
  EXPECT_EQ(problems(R"("kind": "fixed_interval", "interval_ms": 5, "n": 3)"),
            "/reinforcement/n: the member \"n\"\n");
  EXPECT_EQ(problems(R"("kind": "yoked")"),
            "/reinforcement: neither times_ms nor log\n");
  EXPECT_EQ(problems(R"("kind": "yoked", "times_ms": [1, 1])"),
            "/reinforcement/times_ms/1: the number 1\n");
  EXPECT_EQ(problems(R"("kind": "tandem", "parts": [{"kind": "fixed_ratio", "n": 1},
                       {"kind": "yoked", "times_ms": [1]}])"),
            "/reinforcement/parts/1/kind: \"yoked\"\n");
}

std::string game(const std::string& payoff, const std::string& more = "") {
  return std::string(kTwoChoices) + R"(, "contingency": "matrix")" + more +
         (payoff.empty() ? "" : ", \"payoff\": [" + payoff + "]");
}

std::string cell(const std::string& left, const std::string& right) {
  return R"({"joint": {"left": ")" + left + R"(", "right": ")" + right +
         R"("}, "ul": {"left": 1, "right": 2}})";
}

std::string three_cells() {
  return cell("near", "near") + "," + cell("near", "far") + "," + cell("far", "near");
}

TEST(RulesAcrossMembers, AMatrixHasACellForEveryJointChoice) {
  EXPECT_EQ(stage_problems(game(three_cells() + "," + cell("far", "far"))), "");
  EXPECT_EQ(stage_problems(game(three_cells())),
            "/payoff: no cell for left \"far\" right \"far\"\n");
  EXPECT_EQ(stage_problems(game("")), ": the member \"payoff\" is missing\n");
  EXPECT_EQ(stage_problems(game(three_cells() + "," + cell("far", "fra"))),
            "/payoff/3/joint/right: the unknown choice \"fra\"\n");
  EXPECT_EQ(stage_problems(game(three_cells() + "," + cell("far", "far") + "," +
                                cell("near", "far"))),
            "/payoff/4/joint: a second cell for this joint choice\n");
}

TEST(RulesAcrossMembers, CellsAreOfTheSameSeats) {
  EXPECT_EQ(stage_problems(
                game(three_cells() + R"(, {"joint": {"left": "far", "rihgt": "far"},
                                "ul": {"left": 1, "right": 2}})")),
            "/payoff/3/joint: cells for left rihgt\n");
}

TEST(RulesAcrossMembers, AMatrixHasNeitherTargetNorChance) {
  const std::string cells = three_cells() + "," + cell("far", "far");
  EXPECT_EQ(stage_problems(game(cells, R"(, "target": {"kind": "random"})")),
            "/target: a target with the contingency \"matrix\"\n");
  EXPECT_EQ(stage_problems(game(cells, R"(, "reward_percent": 50)")),
            "/reward_percent: reward_percent with the contingency \"matrix\"\n");
  EXPECT_EQ(stage_problems(R"("contingency": "matrix", "payoff": [)" +
                           cell("near", "near") + "]"),
            "/contingency: \"matrix\" without choices\n");
}

TEST(RulesAcrossMembers, OnlyAMatrixHasAPayoffAndOnlyItNoReward) {
  EXPECT_EQ(stage_problems(R"("payoff": [)" + cell("near", "near") + "]"),
            "/payoff: a payoff with the contingency \"coordinated\"\n");
  Document document = test::stage_with(game(three_cells() + "," + cell("far", "far")));
  document.json["stages"][0].erase("reward_ul");
  EXPECT_EQ(test::schedule_problems(document), "");
  document.json["stages"][0]["blocks"] =
      Json::parse(R"([{"name": "a", "trials": 1, "set": {"contingency": "either"}}])");
  const std::string problems = test::schedule_problems(document);
  EXPECT_NE(
      problems.find("/stages/0/blocks/0/set: the member \"reward_ul\" is missing"),
      std::string::npos)
      << problems;
}

TEST(RulesAcrossMembers, AnOutputPulsesOnceForAnEvent) {
  const auto problems = [](const std::string& bindings) {
    return stage_problems("\"outputs\": [" + bindings + "]");
  };
  const std::string any = R"({"at": "reward", "channel": "c", "pulse_ms": 5})";
  const std::string left =
      R"({"at": "reward", "channel": "c", "pulse_ms": 5, "subject": "left"})";
  EXPECT_EQ(problems(any + "," + left),
            "/outputs/1: a second pulse of \"c\" at reward\n");
  EXPECT_EQ(problems(left + "," + left),
            "/outputs/1: a second pulse of \"c\" at reward\n");
  EXPECT_EQ(problems(R"({"at": "miss", "channel": "c"})"),
            "/outputs/0: neither pulse_ms nor barcode\n");
  EXPECT_EQ(
      problems(R"({"at": "miss", "channel": "c", "pulse_ms": 5, "subject": "left"})"),
      "/outputs/0/subject: the member \"subject\"\n");
  const std::string barcode =
      R"({"at": "miss", "channel": "c", "barcode": {"bits": 8, "bit_ms": 1}})";
  EXPECT_EQ(problems(barcode + R"(, {"at": "error", "channel": "d",
                                     "barcode": {"bits": 8, "bit_ms": 1}})"),
            "/outputs/1/barcode: a second barcode\n");
}

TEST(RulesAcrossMembers, DrawsHaveOneKindAndTheirEndsInOrder) {
  const auto problems = [](const std::string& draw) {
    return stage_problems("\"iti_ms\": {\"miss\": " + draw + "}");
  };
  EXPECT_EQ(problems(R"({"exponential": {"mean": 1, "min": 2, "max": 3}})"),
            "/iti_ms/miss/exponential/mean: the number 1\n");
  EXPECT_EQ(problems(R"({"exponential": {"mean": 4, "min": 2, "max": 3}})"),
            "/iti_ms/miss/exponential/max: the number 3\n");
  EXPECT_EQ(problems(R"({"list": [1], "uniform": [1, 2]})"),
            "/iti_ms/miss: more than one kind of draw\n");
  EXPECT_EQ(problems(R"({"list": []})"), "/iti_ms/miss/list: a list of 0\n");
}

TEST(RulesAcrossMembers, AWordForTheWindowIsMeasuredAgainstUnlimited) {
  const auto problems = test::schedule_problems(
      test::with(test::stage_with(""), "/stages/0/window_ms", "\"unlimted\""));
  EXPECT_NE(problems.find("did you mean \"unlimited\"?"), std::string::npos)
      << problems;
}

}  // namespace
}  // namespace dyad::config
