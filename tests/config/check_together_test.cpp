#include "schedule_support.hpp"

namespace dyad::config {
namespace {

using test::good_rig;
using test::good_schedule;
using test::parsed;
using test::with;

// Two seats with two pokes, a zone and a lick each, and zones of nobody.
Rig arena() {
  Document rig = parsed(test::kSmallRig);
  int line = 30;
  const auto add = [&](const std::string& name, const std::string& kind,
                       const std::string& subject) {
    Json channel = {{"kind", kind}, {"device", "pi"}, {"line", line++}};
    if (!subject.empty()) channel["subject"] = subject;
    rig.json["channels"][name] = channel;
  };
  for (const std::string seat : {"left", "right"}) {
    add("far_" + seat, "poke", seat);
    add("zone_" + seat, "zone", seat);
    add("lick_" + seat, "lick", seat);
  }
  add("middle", "zone", "");
  return good_rig(rig);
}

// "POINTER: FOUND" of each problem, below the stage.
std::string problems_of(const Document& schedule, const Rig& rig) {
  Problems problems;
  check_together(rig, good_schedule(schedule), schedule, problems);
  std::string text;
  for (const Problem& problem : problems) {
    const std::string stage = "/stages/0";
    const bool below = problem.pointer.compare(0, stage.size(), stage) == 0;
    text += (below ? problem.pointer.substr(stage.size()) : problem.pointer) + ": " +
            problem.found + "\n";
  }
  return text;
}

std::string problems_of(const std::string& members, const std::string& of_all = "") {
  return problems_of(test::stage_with(members, of_all), arena());
}

std::string with_reward(const char* reward) {
  return problems_of(with(test::stage_with(""), "/stages/0/reward_ul", reward),
                     arena());
}

TEST(FitsTheRig, ChannelsThatInitiate) {
  EXPECT_EQ(problems_of(R"("initiation": {"kind": "zones",
                           "channels": ["zone_left", "zone_right"]})"),
            "");
  EXPECT_EQ(
      problems_of(R"("initiation": {"kind": "zones", "channels": ["zone_left"]})"),
      "/initiation/channels: no zone of the seat \"right\"\n");
  EXPECT_EQ(problems_of(R"("initiation": {"kind": "zones",
                           "channels": ["zone_left", "zone_rihgt", "middle"]})"),
            "/initiation/channels: no zone of the seat \"right\"\n"
            "/initiation/channels/1: the unknown channel \"zone_rihgt\"\n"
            "/initiation/channels/2: the zone \"middle\" without a subject\n");
  EXPECT_EQ(problems_of(R"("initiation": {"kind": "poke", "channels": ["lick_left"]})"),
            "/initiation/channels/0: the lick \"lick_left\"\n");
  EXPECT_EQ(problems_of(R"("response_limit_ms": 5000, "initiation": {"kind": "cue",
                           "channel": "valve_left", "pulse_ms": 5})"),
            "/initiation/channel: the reward valve \"valve_left\"\n");
}

TEST(FitsTheRig, SomebodyPresentBeginsTheTrial) {
  const std::string initiation =
      R"("initiation": {"kind": "poke", "channels": ["poke_left"]}, )";
  EXPECT_EQ(problems_of(initiation + R"("partners": {"right": {"kind": "absent"}})"),
            "");
  EXPECT_EQ(problems_of(initiation + R"("partners": {"left": {"kind": "absent"}})"),
            "/initiation/channels: operanda of absent subjects only\n");
}

TEST(FitsTheRig, ASeatWithoutAnAnimalNeedsNoZone) {
  EXPECT_EQ(problems_of(R"("initiation": {"kind": "zones", "channels": ["zone_left"]},
                           "partners": {"right": {"kind": "absent"}})"),
            "");
}

TEST(FitsTheRig, EverybodyPresentHasAnOperandum) {
  EXPECT_EQ(problems_of(R"("operanda": ["far_left", "poke_left"])"),
            "/operanda: no operandum of the seat \"right\"\n");
  EXPECT_EQ(problems_of(R"("operanda": ["far_left"],
                           "partners": {"right": {"kind": "absent"}})"),
            "");
  EXPECT_EQ(problems_of(R"("operanda": ["far_left", "zone_right", "far_rihgt"])"),
            "/operanda/1: the zone \"zone_right\"\n"
            "/operanda/2: the unknown channel \"far_rihgt\"\n");
}

TEST(FitsTheRig, EverybodyReachesEachChoiceThatCanBeTheTarget) {
  const std::string choices =
      R"("choices": {"near": ["poke_left", "poke_right"], "far": ["far_left"]})";
  EXPECT_EQ(problems_of(choices), "");
  EXPECT_EQ(problems_of(choices + R"(, "target": {"kind": "fixed", "choice": "near"})"),
            "");
  EXPECT_EQ(problems_of(choices + R"(, "target": {"kind": "random"})"),
            "/choices/far: no operandum of the seat \"right\"\n");
}

// A valve of 1 ml in 0.1 ms: 5 µl are the first to open it for a rounded 1 µs.
TEST(FitsTheRig, RefusesARewardForWhichTheValveWouldNotOpen) {
  Rig rig = arena();
  const ChannelIndex right = rig.reward_valve_of(1);
  rig.channels[right].valve.calibration = {{Duration::from_us(100), 1'000'000}};
  const auto with = [&](const char* reward) {
    return problems_of(test::with(test::stage_with(""), "/stages/0/reward_ul", reward),
                       rig);
  };
  EXPECT_EQ(with(R"({"left": 5, "right": 5})"), "");
  EXPECT_EQ(with(R"({"left": 5, "right": 0})"), "");
  EXPECT_EQ(with(R"({"left": 5, "right": 4.999})"),
            "/reward_ul/right: a reward of 4.999 µl, for which \"valve_right\" would "
            "not open\n");
}

TEST(FitsTheRig, RewardsOfEverySeatAndOutcome) {
  EXPECT_EQ(with_reward(R"({"left": 5, "right": 6})"), "");
  EXPECT_EQ(with_reward(R"({"left": 0, "right": 6.5})"),
            "/reward_ul/right: a reward of 6.5 µl\n");
  EXPECT_EQ(with_reward(R"({"left": 5, "rihgt": 6})"),
            "/reward_ul/rihgt: the unknown seat \"rihgt\"\n"
            "/reward_ul: no value for the seat \"right\"\n");
  EXPECT_EQ(problems_of(R"("other_rewards": {"miss": {"ul": 5.5},
                             "error": {"ul": 1, "percent": {"left": 1}}})"),
            "/other_rewards/miss/ul: a reward of 5.5 µl\n"
            "/other_rewards/error/percent: no value for the seat \"right\"\n");
}

TEST(FitsTheRig, AGameOfAllItsSeats) {
  const auto game = [](const std::string& seat, const std::string& ul) {
    std::string cells;
    for (const std::string mine : {"n", "f"}) {
      for (const std::string other : {"n", "f"}) {
        cells += (cells.empty() ? "" : ",") + (R"({"joint": {"left": ")" + mine) +
                 "\", \"" + seat + "\": \"" + other + R"("}, "ul": {"left": 1, ")" +
                 seat + "\": " + ul + "}}";
      }
    }
    return R"("choices": {"n": ["poke_left", "poke_right"], "f": ["far_left", "far_right"]},
              "contingency": "matrix", "payoff": [)" +
           cells + "]";
  };
  EXPECT_EQ(problems_of(game("right", "6")), "");
  EXPECT_EQ(problems_of(game("rihgt", "6")),
            "/payoff/0/joint: no choice of the seat \"right\"\n"
            "/payoff/0/joint/rihgt: the unknown seat \"rihgt\"\n");
  EXPECT_EQ(problems_of(game("right", "7")).substr(0, 38),
            "/payoff/0/ul/right: a reward of 7 µl\n");
}

TEST(FitsTheRig, CollectionAndOutputs) {
  EXPECT_EQ(problems_of(R"("collection": {"channels": ["lick_left", "zone_left"]})"),
            "/collection/channels/1: the zone \"zone_left\"\n");
  EXPECT_EQ(problems_of(R"("outputs": [{"at": "reward", "subject": "letf",
                           "channel": "light", "pulse_ms": 5}])"),
            "/outputs/0/subject: the unknown seat \"letf\"\n");
}

TEST(FitsTheRig, NoMoreAreNeededThanArePresent) {
  EXPECT_EQ(problems_of(R"("needed": 2)"), "");
  EXPECT_EQ(problems_of(R"("needed": 3)"), "/needed: the number 3\n");
  EXPECT_EQ(problems_of(R"("needed": 2, "partners": {"left": {"kind": "absent"}})"),
            "/needed: the number 2\n");
}

TEST(FitsTheRig, ALeaderIsSomebodyPresent) {
  EXPECT_EQ(problems_of(R"("order": {"leader": "lefft"})"),
            "/order/leader: the unknown seat \"lefft\"\n");
  EXPECT_EQ(problems_of(R"("order": {"leader": "left"},
                           "partners": {"left": {"kind": "absent"}})"),
            "/order/leader: the seat \"left\", which is absent\n");
}

TEST(FitsTheRig, PartnersOfSeatsAndOfWhomTheyFollow) {
  EXPECT_EQ(problems_of(R"("partners": {"rihgt": {"kind": "absent"}})"),
            "/partners/rihgt: the unknown seat \"rihgt\"\n");
  EXPECT_EQ(problems_of(R"("partners": {"left": {"kind": "absent"},
                                        "right": {"kind": "interval", "interval_ms": 5}})"),
            "/partners: no animal on any seat\n");
  const auto follows = [](const std::string& seat) {
    return problems_of(R"("partners": {"right": {"kind": "lag", "lag_ms": 5,
                          "follows": ")" +
                       seat + "\"}}");
  };
  EXPECT_EQ(follows("left"), "");
  EXPECT_EQ(follows("letf"), "/partners/right/follows: the unknown seat \"letf\"\n");
}

TEST(FitsTheRig, AnAutomatedPartnerHasItsNameInTheLogToItself) {
  Rig rig = arena();
  rig.devices.front().name = "partner";
  const auto seated = [&rig](const std::string& partner) {
    return problems_of(test::stage_with(R"("partners": {"right": )" + partner + "}"),
                       rig);
  };
  EXPECT_EQ(seated(R"({"kind": "absent"})"), "");
  EXPECT_EQ(seated(R"({"kind": "interval", "interval_ms": 5})"),
            "/partners/right: an automated partner, which is the device \"partner\" in "
            "the log\n");
}

TEST(FitsTheRig, PartnersHaveAnOperandumInTheirChoice) {
  const std::string choices =
      R"("choices": {"near": ["poke_left", "poke_right"], "far": ["far_left"]}, )";
  const auto chooses = [&](const std::string& choice) {
    return problems_of(choices + R"("partners": {"right": {"kind": "interval",
                         "interval_ms": 5, "choice": ")" +
                       choice + "\"}}");
  };
  EXPECT_EQ(chooses("near"), "");
  EXPECT_EQ(
      chooses("far"),
      "/partners/right/choice: the choice \"far\", in which the seat \"right\" has "
      "no operandum\n");
}

TEST(FitsTheRig, SomebodyElseIsPaidByTheAltruistic) {
  EXPECT_EQ(problems_of(R"("contingency": "altruistic")"), "");
  EXPECT_EQ(problems_of(R"("contingency": "altruistic",
                           "partners": {"left": {"kind": "absent"}})"),
            "/contingency: \"altruistic\" with one subject\n");
}

TEST(FitsTheRig, LabelsAreOfItsSeats) {
  EXPECT_EQ(problems_of(R"("labels": {"sex": {"left": "male", "rihgt": "male"}})",
                        R"("labels": {"strain": {"letf": "C57"}})"),
            "/labels/strain/letf: the unknown seat \"letf\"\n"
            "/labels/sex/rihgt: the unknown seat \"rihgt\"\n");
}

TEST(FitsTheRig, AProblemOfManyConditionsIsSaidOnceWhereItStands) {
  EXPECT_EQ(problems_of(R"("needed": 3, "blocks": [
      {"name": "a", "trials": 1}, {"name": "b", "trials": 1, "set": {"reward_ul": 5.5}}],
      "factors": [{"name": "f", "levels": [{"name": "x"}, {"name": "y"}]}])"),
            "/needed: the number 3\n"
            "/blocks/1/set/reward_ul: a reward of 5.5 µl\n");
}

}  // namespace
}  // namespace dyad::config
