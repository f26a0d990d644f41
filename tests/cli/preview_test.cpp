#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/dyad_command.hpp"
#include "dyad/cli/exit_code.hpp"

namespace dyad::cli::testing {
namespace {

using nlohmann::json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSimRig = DYAD_SOURCE_DIR "/rig-configs/rigs/sim.json";
const std::string kPiRig = DYAD_SOURCE_DIR "/rig-configs/rigs/pi-gpio-two-pokes.json";
const std::string kStaircase =
    DYAD_SOURCE_DIR "/rig-configs/schedules/mouse-cooperation-staircase.json";

// Nearly everything that the language has, on channels with the seats in their names.
const std::string kRich = R"({
  "format": "dyad-schedule/1",
  "name": "Rich",
  "citation": "Nowhere published.",
  "session": { "duration_min": 20, "max_rewards": 150 },
  "stages": [{
    "name": "all of it",
    "initiation": { "kind": "zones", "channels": ["zone_left", "zone_right"], "hold_ms": 500 },
    "response_limit_ms": 5000,
    "response": { "kind": "held", "hold_ms": 300 },
    "choices": { "near": ["poke_left_1", "poke_right_1"], "far": ["poke_left_2", "poke_right_2"] },
    "target": { "kind": "random", "max_repeats": 3, "after_failure": "same" },
    "wrong_response": "end_trial",
    "window_ms": 3000,
    "order": { "leader": "right", "min_wait_ms": 200, "violation": "end_trial" },
    "reward_ul": { "left": 5, "right": 3 },
    "reward_percent": 80,
    "other_rewards": { "miss": { "ul": 1, "percent": 50 } },
    "reward_delay_ms": 1000,
    "reward_pulses": { "count": 3, "gap_ms": 150 },
    "collection": { "channels": ["lick_left", "lick_right"] },
    "iti_ms": { "coordinated": { "uniform": [3000, 7000] }, "miss": 8000, "omission": 8000, "error": 8000 },
    "outputs": [{ "at": "trial_start", "channel": "code", "barcode": { "bits": 16, "bit_ms": 10 } }],
    "blocks": [{ "name": "baseline", "trials": 5 },
               { "name": "tight", "trials": 5, "set": { "window_ms": 700 } }],
    "factors": [{ "name": "probe",
                  "levels": [{ "name": "normal", "count": 4 },
                             { "name": "catch", "set": { "catch": true } }] }]
  }]
})";

class Preview : public ::testing::Test {
 protected:
  Ran preview(const std::string& schedule, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"preview", schedule};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place_.dyad(arguments);
  }
  Ran preview_text(const std::string& text, std::vector<std::string> more = {}) {
    place_.write("schedule.json", text);
    return preview("schedule.json", std::move(more));
  }
  json as_json(const Ran& ran) {
    EXPECT_EQ(ran.exit_code, kFine) << ran.err;
    return json::parse(ran.out);
  }
  Workplace place_;
};

// One stage of nothing but these members.
std::string schedule_with(const std::string& members) {
  return R"({"format":"dyad-schedule/1","name":"x","session":{"duration_min":10},)"
         R"("stages":[{"name":"s","window_ms":750,"reward_ul":5,)" +
         members + "}]}";
}

TEST_F(Preview, ShowsTheStaircaseAndEachStageOfAPlainSchedule) {
  const Ran ran = preview(kStaircase, {"--rig", kSimRig});
  ASSERT_EQ(ran.exit_code, kFine) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Mouse cooperation staircase\n═════"));
  EXPECT_THAT(ran.out, HasSubstr("Ends after 30 min."));
  EXPECT_THAT(ran.out, HasSubstr("1  solo shaping        3 s     ██████████  individual"
                                 "   after 5 sessions\n"));
  EXPECT_THAT(ran.out,
              HasSubstr("4  cooperation 0.75 s  0.75 s  ██          coordinated"
                        "  the last\n"));
  EXPECT_THAT(ran.out, HasSubstr("── Stage 2 of 4: cooperation 3 s ──"));
  EXPECT_THAT(ran.out,
              HasSubstr("Window      Both must respond within 1.5 s of the first "
                        "response"));
  EXPECT_THAT(ran.out, HasSubstr("Trials 1 to 20 are alike: ITI 5 s; water left 5 µl, "
                                 "right 5 µl."));
}

TEST_F(Preview, SaysOnlyWhatIsNewInAStage) {
  const Ran ran = preview(kStaircase);
  EXPECT_THAT(ran.out, HasSubstr("As before   Start, Response, Reward, Interval and "
                                 "Outputs.\n"));
  const Ran alone = preview(kStaircase, {"--stage", "3"});
  EXPECT_THAT(alone.out, Not(HasSubstr("As before")));
  EXPECT_THAT(alone.out, HasSubstr("Interval    5 s after every trial."));
}

TEST_F(Preview, DrawsTheTimelineOfAPlainTrial) {
  const Ran ran = preview(kStaircase, {"--stage", "4"});
  EXPECT_THAT(ran.out, HasSubstr("  phase        ├any time╌┼window 0.75 s─┼"));
  EXPECT_THAT(ran.out, HasSubstr("  left                   ●\n"));
  EXPECT_THAT(ran.out, HasSubstr("  right                   ··············●\n"));
  EXPECT_THAT(ran.out, HasSubstr("  water right                           █ 5 µl\n"));
  EXPECT_THAT(ran.out, HasSubstr("  light        ████████ 0.5 s\n"));
}

TEST_F(Preview, SaysEveryRuleOfARichSchedule) {
  const Ran ran = preview_text(kRich);
  ASSERT_EQ(ran.exit_code, kFine) << ran.err;
  for (
      const char* line :
      {"Ends after 20 min, or 150 rewards of one subject: whichever comes first.",
       "Blocks      baseline (5 trials), tight (5 trials). Then from the beginning.",
       "Factors     probe: normal 4 and catch 1 of 5 trials, shuffled",
       "zone_right) for 0.5 s on end. If nobody responds within 5 s it is an omission.",
       "Choices     near (poke_left_1 or poke_right_1) or far",
       "Target      Drawn for each trial, at most 3 in a row the same. After a failure",
       "Order       right must respond first, the others no sooner than 0.2 s after "
       "it;",
       "gets 5 µl (left) or", "with a probability of 80 %. Each reward is 3 pulses of",
       "On a miss   Each subject gets 1 µl, with a probability of 50 %.",
       "That is block baseline and probe normal. Otherwise:",
       "block tight         Window: Both must respond within 0.7 s of the first",
       "probe catch         Reward: Nothing: a catch trial, decided as always."}) {
    EXPECT_THAT(ran.out, HasSubstr(line));
  }
}

TEST_F(Preview, DrawsTheTimelineOfARichTrial) {
  const Ran ran = preview_text(kRich);
  EXPECT_THAT(ran.out, HasSubstr("┼window 3 s"));
  EXPECT_THAT(ran.out, HasSubstr("┼delay 1 s"));
  EXPECT_THAT(ran.out, HasSubstr("3 × 5 µl, 80 %"));
  EXPECT_THAT(ran.out, HasSubstr("code         ▌ ▌▌ ▌ 16 bits"));
  // The leader is the first, and holds before its response counts.
  EXPECT_THAT(ran.out, HasSubstr("  right                         ━━━●\n"));
}

TEST_F(Preview, KeepsWithinAHundredColumns) {
  for (const Ran& ran : {preview_text(kRich), preview(kStaircase)}) {
    std::size_t columns = 0;
    for (const char c : ran.out) {
      const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
      columns = c == '\n' ? 0 : columns + (begins ? 1U : 0U);
      ASSERT_LE(columns, 100U);
    }
  }
}

TEST_F(Preview, TheSampleHasTheProportionsOfBlocksAndDecks) {
  const json stage = as_json(preview_text(kRich, {"--json"}))["stages"][0];
  const json sample = stage["sample"];
  ASSERT_EQ(sample.size(), 20U);
  for (std::size_t deck = 0; deck < 20; deck += 5) {
    unsigned catches = 0;
    for (std::size_t i = deck; i < deck + 5; ++i) {
      if (sample[i]["catch"].get<bool>()) ++catches;
      EXPECT_EQ(sample[i]["block"], deck % 10 == 0 ? "baseline" : "tight");
      EXPECT_EQ(sample[i]["levels"]["probe"] == "catch",
                sample[i]["catch"].get<bool>());
    }
    EXPECT_EQ(catches, 1U);
  }
}

TEST_F(Preview, ItsSubjectsCoordinateInEveryTrialAndNoTargetComesFourTimes) {
  const json sample = as_json(preview_text(kRich, {"--json"}))["stages"][0]["sample"];
  std::size_t run = 0;
  json last;
  for (const json& trial : sample) {
    EXPECT_EQ(trial["outcome"], "coordinated") << trial;
    run = trial["target"] == last ? run + 1 : 1;
    last = trial["target"];
    EXPECT_LE(run, 3U);
    EXPECT_GE(trial["iti_us"], 3'000'000);
    EXPECT_LE(trial["iti_us"], 7'000'000);
    if (trial["catch"].get<bool>()) {
      EXPECT_EQ(trial["reward_nl"]["left"], 0);
      EXPECT_EQ(trial["withheld"], "catch");
    }
  }
}

TEST_F(Preview, ItsSampleIsWhatASessionOfThatSeedDraws) {
  // The intervals are drawn in their order, whatever the animals do in between: those
  // after a miss are none, and are not drawn.
  const std::string schedule =
      schedule_with(R"("iti_ms":{"coordinated":{"uniform":[1000,9000]}})");
  const json sample =
      as_json(preview_text(schedule, {"--seed", "7", "--json"}))["stages"][0]["sample"];
  const Ran run = place_.dyad({"run", "--rig", kSimRig, "--schedule", "schedule.json",
                               "--subjects", "A,B", "--seed", "7", "--speed", "max"});
  ASSERT_EQ(run.exit_code, kFine) << run.err;
  const auto logs = place_.files("data");
  ASSERT_EQ(logs.size(), 1U);
  std::vector<json> drawn;
  std::ifstream log(logs[0]);
  for (std::string line; std::getline(log, line) && drawn.size() < sample.size();) {
    const json record = json::parse(line);
    if (record.value("note", "") != "iti_start") continue;
    drawn.emplace_back(record["until_us"].get<std::int64_t>() -
                       record["t"].get<std::int64_t>());
  }
  ASSERT_EQ(drawn.size(), sample.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    EXPECT_EQ(sample[i]["iti_us"], drawn[i]) << i;
  }
}

TEST_F(Preview, TheSameSeedDrawsTheSameAndAnotherSeedOthers) {
  const std::string first = preview_text(kRich, {"--seed", "3"}).out;
  EXPECT_EQ(preview_text(kRich, {"--seed", "3"}).out, first);
  EXPECT_NE(preview_text(kRich, {"--seed", "4"}).out, first);
}

TEST_F(Preview, SaysWhenTheSessionIsOverBeforeTheSample) {
  const Ran ran =
      preview_text(R"({"format":"dyad-schedule/1","name":"x",)"
                   R"("session":{"duration_min":10,"max_trials":4},)"
                   R"("stages":[{"name":"s","window_ms":750,"reward_ul":5}]})");
  EXPECT_THAT(ran.out, HasSubstr("Trials 1 to 4 are alike"));
  EXPECT_THAT(ran.out, HasSubstr("Then the session is over (max_trials)."));
}

TEST_F(Preview, MakesUpASeatMoreThanAreNeeded) {
  const Ran ran = preview_text(schedule_with(R"("needed":2)"));
  EXPECT_THAT(ran.out, HasSubstr("(seats left, right and seat3)"));
  EXPECT_THAT(ran.out, HasSubstr("2 of 3 subjects must respond within 0.75 s"));
}

TEST_F(Preview, AsksForARigWhereASeatCannotBeTold) {
  const Ran ran = preview_text(schedule_with(R"("operanda":["lever_1","poke_left"])"));
  EXPECT_EQ(ran.exit_code, kUsage);
  EXPECT_THAT(ran.err, HasSubstr("\"lever_1\""));
  EXPECT_THAT(ran.err, HasSubstr("--rig"));
}

TEST_F(Preview, ListsEveryProblemAsCheckDoes) {
  const std::string bad = R"({"format":"dyad-schedule/1","name":"x",)"
                          R"("session":{"duration_min":10},)"
                          R"("stages":[{"name":"s","window":750,"reward_ul":-5}]})";
  const Ran ran = preview_text(bad);
  EXPECT_EQ(ran.exit_code, kNo);
  EXPECT_TRUE(ran.out.empty());
  const Ran check = place_.dyad({"check", "schedule.json"});
  const std::string problems = check.out.substr(0, check.out.find("invalid "));
  EXPECT_EQ(ran.err.substr(0, problems.size()), problems);
}

TEST_F(Preview, HoldsTheScheduleAgainstTheRig) {
  const Ran ran = preview_text(
      schedule_with(R"("outputs":[{"at":"miss","channel":"tone","pulse_ms":5}])"),
      {"--rig", kSimRig});
  EXPECT_EQ(ran.exit_code, kNo);
  EXPECT_THAT(ran.err, HasSubstr("\"tone\""));
}

TEST_F(Preview, RefusesAStageThatIsNotThereAndABehaviourWithoutMice) {
  EXPECT_EQ(preview(kStaircase, {"--stage", "5"}).exit_code, kUsage);
  EXPECT_EQ(preview(kStaircase, {"--behaviour", "camper"}).exit_code, kUsage);
  EXPECT_EQ(preview("nowhere.json").exit_code, kOperatingError);
}

TEST_F(Preview, NamesALogThatCannotBeReadAndGoesOn) {
  const Ran ran = preview_text(schedule_with(
      R"("partners":{"right":{"kind":"playback","log":"gone.jsonl","subject":"M2"}})"));
  EXPECT_EQ(ran.exit_code, kFine) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("right: does what M2 did in gone.jsonl"));
  EXPECT_THAT(ran.out, ContainsRegex("No sample .*/stages/0/partners/right/log"));
}

TEST_F(Preview, ASimulationsTotalsAddUp) {
  const json stage = as_json(preview_text(
      kRich, {"--simulate", "20", "--behaviour", "poisson", "--json"}))["stages"][0];
  const json simulation = stage["simulation"];
  EXPECT_EQ(simulation["sessions"], 20);
  EXPECT_EQ(simulation["mice"], "left poisson, right poisson");
  std::size_t ended = 0;
  for (const auto& [reason, count] : simulation["ended_by"].items()) {
    ended += count.get<std::size_t>();
  }
  EXPECT_EQ(ended, 20U);
  for (const json& each : simulation["distributions"]) {
    if (!each.contains("least")) continue;
    std::size_t counted = 0;
    for (const json& bin : each["histogram"]) counted += bin.get<std::size_t>();
    EXPECT_EQ(counted, each["sessions"].get<std::size_t>()) << each;
    EXPECT_LE(each["least"], each["percentile_5"]);
    EXPECT_LE(each["percentile_5"], each["median"]);
    EXPECT_LE(each["median"], each["percentile_95"]);
    EXPECT_LE(each["percentile_95"], each["most"]);
  }
}

TEST_F(Preview, ASimulatedSessionIsTheOneThatRunMakes) {
  // sim.json has the very mice that waiters are; only the noted hold differs in
  // nothing.
  const json stage =
      as_json(preview(kStaircase, {"--rig", kSimRig, "--stage", "4", "--seed", "11",
                                   "--simulate", "1", "--json"}))["stages"][0];
  const Ran run =
      place_.dyad({"run", "--rig", kSimRig, "--schedule", kStaircase, "--stage", "4",
                   "--subjects", "A,B", "--seed", "11", "--speed", "max"});
  ASSERT_EQ(run.exit_code, kFine) << run.err;
  for (const json& each : stage["simulation"]["distributions"]) {
    if (each["name"] == "trials") {
      EXPECT_THAT(run.out, HasSubstr("trials      " +
                                     std::to_string(each["median"].get<int>()) + ": "));
    } else if (each["name"] == "rewards left") {
      EXPECT_THAT(run.out,
                  ContainsRegex("A +.* " + std::to_string(each["median"].get<int>()) +
                                " rewards"));
    }
  }
}

TEST_F(Preview, SimulatesOnTheSeatsOfARigWithRealLines) {
  const Ran ran =
      preview(kStaircase, {"--rig", kPiRig, "--stage", "4", "--simulate", "5"});
  ASSERT_EQ(ran.exit_code, kFine) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("5 sessions ended by: duration 5\n"));
  EXPECT_THAT(ran.out, HasSubstr("Mice        left poisson, right waiter."));
}

TEST_F(Preview, MiceManageEveryKindOfTrial) {
  const std::vector<std::string> kinds{
      R"("response":{"kind":"overlap","hold_ms":300},"window_ms":5000)",
      R"("response":{"kind":"held","hold_ms":500})",
      R"("initiation":{"kind":"poke","channels":["start_left"]})",
      R"("initiation":{"kind":"zones","channels":["zone_left","zone_right"],"hold_ms":400})",
      R"("collection":{"channels":["lick_left","lick_right"]})",
      R"("partners":{"right":{"kind":"lag","lag_ms":300}})",
      R"("partners":{"right":{"kind":"absent"}})"};
  for (const std::string& kind : kinds) {
    std::string schedule = schedule_with(kind);
    if (kind.find("window_ms") != std::string::npos) {
      schedule.erase(schedule.find(R"("window_ms":750,)"), 16);
    }
    const json stage =
        as_json(preview_text(schedule, {"--simulate", "3", "--json"}))["stages"][0];
    const json coordinated = stage["simulation"]["distributions"][1];
    EXPECT_EQ(coordinated["name"], "coordinated");
    EXPECT_GT(coordinated.value("median", 0), 0) << kind;
  }
}

// The mouse that ends the session leaves its zone at the same instant.
TEST_F(Preview, ASessionThatAnEdgeEndsWaitsForItsLastPulse) {
  const Ran ran = preview_text(
      R"({"format":"dyad-schedule/1","name":"x",)"
      R"("session":{"duration_min":10,"max_trials":3},"stages":[{"name":"s",)"
      R"("initiation":{"kind":"zones","channels":["zone_left","zone_right"]},)"
      R"("window_ms":5000,"reward_ul":5,"outputs":)"
      R"([{"at":"coordinated","channel":"light","pulse_ms":60000}]}]})",
      {"--simulate", "3"});
  EXPECT_EQ(ran.exit_code, kFine);
  EXPECT_THAT(ran.out, HasSubstr("3 sessions ended by: max_trials 3\n"));
}

TEST_F(Preview, WritesNothingIntoTheDataFolder) {
  ASSERT_EQ(preview(kStaircase, {"--simulate", "2"}).exit_code, kFine);
  EXPECT_TRUE(place_.files("data").empty());
}

}  // namespace
}  // namespace dyad::cli::testing
