#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "cli/dyad_command.hpp"

// What the stage of a session takes from other logs, and from the command line.
namespace dyad::cli {
namespace {

using Json = nlohmann::ordered_json;

const std::string kRig = std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/sim.json";

std::vector<Json> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<Json> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(Json::parse(line));
  return lines;
}

// Time, channel and level of the edges of a device.
using Edge = std::tuple<std::int64_t, std::string, bool>;
std::vector<Edge> edges_of(const std::vector<Json>& log, const std::string& device) {
  std::vector<Edge> edges;
  for (const Json& line : log) {
    if (line.at("type") != "input" || line.at("kind") != "edge") continue;
    if (line.at("device") != device) continue;
    edges.emplace_back(line.at("t"), line.at("channel"), line.at("active"));
  }
  return edges;
}

std::vector<Edge> on_channel(const std::vector<Edge>& all, const std::string& channel) {
  std::vector<Edge> edges;
  for (const Edge& edge : all) {
    if (std::get<1>(edge) == channel) edges.push_back(edge);
  }
  return edges;
}

std::vector<Edge> moved_to(std::vector<Edge> edges, const std::string& channel) {
  for (Edge& edge : edges) std::get<1>(edge) = channel;
  return edges;
}

// Of the first reward of each trial.
std::vector<double> reward_times_ms(const std::vector<Json>& log) {
  std::vector<double> times;
  int last_trial = 0;
  for (const Json& line : log) {
    if (line.at("type") != "command" || line.at("kind") != "reward") continue;
    if (line.at("trial") != last_trial) {
      times.push_back(static_cast<double>(line.at("t").get<std::int64_t>()) / 1000);
    }
    last_trial = line.at("trial");
  }
  return times;
}

class RunWithOthersLogs : public ::testing::Test {
 protected:
  // A schedule of one stage with these members more, in a folder of its own.
  std::string schedule_of(const std::string& members) const {
    std::filesystem::create_directory(place_.path("schedules"));
    place_.write("schedules/s.json", R"({"format": "dyad-schedule/1", "name": "S",
      "session": {"duration_min": 3},
      "stages": [{"name": "one", "window_ms": 750, "reward_ul": 5)" +
                                         members + "}]}");
    return "schedules/s.json";
  }

  testing::Ran run(const std::string& schedule, std::vector<std::string> more = {},
                   const std::string& rig = kRig) const {
    std::vector<std::string> arguments{
        "run",     "--rig", rig,      "--schedule", schedule, "--subjects", "A,B",
        "--speed", "max",   "--seed", "5",          "--data", "data"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place_.dyad(arguments);
  }

  // Of the one session run since the last call.
  std::string take_log(const std::string& as) const {
    const auto logs = place_.files("data");
    EXPECT_EQ(logs.size(), 1U);
    if (logs.size() != 1) return "";
    std::filesystem::rename(logs[0], place_.path(as));
    return place_.path(as);
  }

  // A live session, as a log beside the schedule.
  std::vector<Json> record_first(const std::string& members = "") const {
    const auto ran = run(schedule_of(members));
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return lines_of(take_log("schedules/first.jsonl"));
  }

  std::vector<Json> run_and_read(const std::string& members,
                                 const std::vector<std::string>& more = {}) const {
    const auto ran = run(schedule_of(members), more);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return lines_of(take_log("second.jsonl"));
  }

  void expect_refused(const std::string& members, const std::string& saying) const {
    const auto ran = run(schedule_of(members));
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find(saying), std::string::npos) << ran.err;
    EXPECT_TRUE(place_.files("data").empty());
  }

  testing::Workplace place_;
};

using PlaybackRun = RunWithOthersLogs;
using PartnerRun = RunWithOthersLogs;
using YokedRun = RunWithOthersLogs;
using LabelRun = RunWithOthersLogs;

std::string playback_of(const std::string& subject,
                        const std::string& log = "first.jsonl") {
  return R"(, "partners": {"right": {"kind": "playback", "log": ")" + log +
         R"(", "subject": ")" + subject + R"("}})";
}

TEST_F(PlaybackRun, RepeatsWhatTheAnimalDidEachAtItsTime) {
  const auto first = record_first();
  const auto expected = on_channel(edges_of(first, "sim"), "poke_right");
  ASSERT_GT(expected.size(), 20U);
  EXPECT_EQ(edges_of(run_and_read(playback_of("B")), "partner"), expected);
}

TEST_F(PlaybackRun, OfAnAnimalOfAnotherSeatIsOnTheSameOperandumInItsOrder) {
  const auto first = record_first();
  const auto expected = on_channel(edges_of(first, "sim"), "poke_left");
  ASSERT_GT(expected.size(), 20U);
  EXPECT_EQ(edges_of(run_and_read(playback_of("A")), "partner"),
            moved_to(expected, "poke_right"));
}

TEST_F(PlaybackRun, EndsWithAShorterSession) {
  const auto first = on_channel(edges_of(record_first(), "sim"), "poke_right");
  const auto played =
      edges_of(run_and_read(playback_of("B"), {"--duration", "1min"}), "partner");
  std::vector<Edge> expected;
  for (const Edge& edge : first) {
    if (std::get<0>(edge) <= 60'000'000) expected.push_back(edge);
  }
  EXPECT_EQ(played, expected);
}

TEST_F(PlaybackRun, ReplaysWithoutTheLogItPlayed) {
  record_first();
  run_and_read(playback_of("B"));
  std::filesystem::remove(place_.path("schedules/first.jsonl"));
  const auto replayed = place_.dyad({"replay", "second.jsonl"});
  EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
}

TEST_F(PlaybackRun, WrongNamesAreRefusedBeforeTheSession) {
  record_first();
  expect_refused(playback_of("C"),
                 "the log has no animal \"C\"; expected one of "
                 "\"A\", \"B\"");
  expect_refused(playback_of("B", "nowhere.jsonl"),
                 "/stages/0/partners/right/log: there is no file "
                 "schedules/nowhere.jsonl");
  expect_refused(playback_of("B", "s.json"), "/stages/0/partners/right/log: ");
}

TEST_F(PlaybackRun, AnAnimalThatDidNothingIsRefused) {
  record_first(R"(, "partners": {"right": {"kind": "absent"}})");
  expect_refused(playback_of("B"), "the log has no response of \"B\"");
}

// Two pokes a seat; each mouse is at the first of its own.
const std::string kFourPokes = R"({"format": "dyad-rig/1", "name": "Four pokes",
  "subjects": ["left", "right"],
  "devices": {"sim": {"kind": "sim", "mice": {
    "left": {"behaviour": "poisson", "mean_interval_ms": 4000, "hold_ms": 150},
    "right": {"behaviour": "poisson", "mean_interval_ms": 4000, "hold_ms": 150}}}},
  "channels": {
    "left_1": {"kind": "poke", "subject": "left", "device": "sim"},
    "left_2": {"kind": "poke", "subject": "left", "device": "sim"},
    "right_1": {"kind": "poke", "subject": "right", "device": "sim"},
    "right_2": {"kind": "poke", "subject": "right", "device": "sim"},
    "valve_left": {"kind": "reward_valve", "subject": "left", "device": "sim",
      "calibration": [{"open_ms": 40, "ul": 5}], "max_open_ms": 200,
      "budget_ms_per_min": 3000},
    "valve_right": {"kind": "reward_valve", "subject": "right", "device": "sim",
      "calibration": [{"open_ms": 40, "ul": 5}], "max_open_ms": 200,
      "budget_ms_per_min": 3000}}})";

TEST_F(PlaybackRun, WhereBothStagesHaveTheSameChoicesTheChoiceIsRepeated) {
  place_.write("four.json", kFourPokes);
  const std::string choices =
      R"(, "choices": {"near": ["left_1", "right_1"], "far": ["left_2", "right_2"]})";
  ASSERT_EQ(run(schedule_of(choices), {}, "four.json").exit_code, 0);
  const auto first = edges_of(lines_of(take_log("schedules/first.jsonl")), "sim");
  const auto expected = on_channel(first, "right_1");
  ASSERT_GT(expected.size(), 20U);
  const std::string turned =
      R"(, "choices": {"near": ["left_2", "right_2"], "far": ["left_1", "right_1"]})";
  const auto ran = run(schedule_of(turned + playback_of("B")), {}, "four.json");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(edges_of(lines_of(take_log("second.jsonl")), "partner"),
            moved_to(expected, "right_2"));
}

TEST_F(PartnerRun, TheMouseOfItsSeatKeepsStill) {
  const auto log = run_and_read(
      R"(, "partners": {"right": {"kind": "lag", "lag_ms": {"uniform": [200, 600]}}})");
  const auto of_mice = edges_of(log, "sim");
  EXPECT_TRUE(on_channel(of_mice, "poke_right").empty());
  EXPECT_FALSE(on_channel(of_mice, "poke_left").empty());
  EXPECT_GT(edges_of(log, "partner").size(), 20U);
  EXPECT_EQ(place_.dyad({"replay", "second.jsonl"}).exit_code, 0);
}

TEST_F(PartnerRun, AVirtualMouseThatWaitsAnswersThePartner) {
  const auto log = run_and_read(
      R"(, "partners": {"left": {"kind": "interval", "interval_ms": 5000}})");
  EXPECT_GT(edges_of(log, "sim").size(), 20U);
}

TEST_F(PartnerRun, OfTheSameSeedDoesTheSame) {
  const std::string members =
      R"(, "partners": {"right": {"kind": "interval", "interval_ms": {"uniform": [500, 9000]}}})";
  const auto first = edges_of(run_and_read(members), "partner");
  EXPECT_EQ(edges_of(run_and_read(members), "partner"), first);
}

const std::string kYoked = R"({"kind": "yoked", "log": "first.jsonl"})";

TEST_F(YokedRun, TheRewardTimesOfTheNamedLogStandInTheHeader) {
  const auto expected = reward_times_ms(record_first());
  ASSERT_GT(expected.size(), 10U);
  const auto second = run_and_read(R"(, "reinforcement": )" + kYoked);
  const Json& stage = second.at(0).at("schedule").at("stages").at(0);
  EXPECT_FALSE(stage.at("reinforcement").contains("log"));
  EXPECT_EQ(stage.at("reinforcement").at("times_ms").get<std::vector<double>>(),
            expected);
}

TEST_F(YokedRun, PaysAsOftenAsTheOtherSessionWas) {
  const auto expected = reward_times_ms(record_first());
  const auto second = run_and_read(R"(, "reinforcement": )" + kYoked);
  EXPECT_EQ(reward_times_ms(second), expected);  // the same mice in the same session
}

TEST_F(YokedRun, OnlyTheFirstRewardOfATrialCounts) {
  const auto expected = reward_times_ms(
      record_first(R"(, "reward_pulses": {"count": 3, "gap_ms": 100})"));
  const auto second = run_and_read(R"(, "reinforcement": )" + kYoked);
  const Json& stage = second.at(0).at("schedule").at("stages").at(0);
  EXPECT_EQ(stage.at("reinforcement").at("times_ms").get<std::vector<double>>(),
            expected);
}

TEST_F(YokedRun, ALogWithMoreRewardsThanAScheduleMayHaveTimesIsRefused) {
  const auto ran = run(schedule_of(""), {"--duration", "600min"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  take_log("schedules/first.jsonl");
  expect_refused(R"(, "reinforcement": )" + kYoked,
                 "rewarded trials; expected 1 to 4096 of them");
}

TEST_F(YokedRun, ReplaysWithoutTheNamedLog) {
  record_first();
  run_and_read(R"(, "reinforcement": )" + kYoked);
  std::filesystem::remove(place_.path("schedules/first.jsonl"));
  const auto replayed = place_.dyad({"replay", "second.jsonl"});
  EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
}

TEST_F(YokedRun, BlocksAndLevelsMayNameALogToo) {
  record_first();
  const auto second = run_and_read(
      R"(, "blocks": [{"name": "plain", "trials": 3},
                      {"name": "yoked", "trials": 3, "set": {"reinforcement": )" +
      kYoked + "}}]");
  const Json& blocks = second.at(0).at("schedule").at("stages").at(0).at("blocks");
  EXPECT_TRUE(blocks.at(1).at("set").at("reinforcement").contains("times_ms"));
  const auto third = run_and_read(
      R"(, "factors": [{"name": "pay", "levels": [{"name": "each"},
            {"name": "yoked", "set": {"reinforcement": )" +
      kYoked + "}}]}]");
  const Json& factors = third.at(0).at("schedule").at("stages").at(0).at("factors");
  EXPECT_TRUE(factors.at(0)
                  .at("levels")
                  .at(1)
                  .at("set")
                  .at("reinforcement")
                  .contains("times_ms"));
}

TEST_F(YokedRun, StagesThatAreNotRunKeepTheirLog) {
  place_.write("s.json", R"({"format": "dyad-schedule/1", "name": "S",
    "session": {"duration_min": 1},
    "stages": [{"name": "plain", "window_ms": 750, "reward_ul": 5},
               {"name": "yoked", "window_ms": 750, "reward_ul": 5,
                "reinforcement": {"kind": "yoked", "log": "nowhere.jsonl"}}]})");
  ASSERT_EQ(run("s.json", {"--stage", "plain"}).exit_code, 0);
  const auto log = lines_of(take_log("log.jsonl"));
  EXPECT_EQ(log.at(0).at("schedule").at("stages").at(1).at("reinforcement").at("log"),
            "nowhere.jsonl");
}

TEST_F(YokedRun, ALogThatIsNotThereOrPaidNothingIsRefused) {
  expect_refused(R"(, "reinforcement": )" + kYoked,
                 "/stages/0/reinforcement/log: there is no file schedules/first.jsonl");
  record_first(R"(, "catch": true)");
  expect_refused(R"(, "reinforcement": )" + kYoked,
                 "the log \"first.jsonl\" has 0 rewarded trials; expected 1 to 4096");
}

TEST_F(LabelRun, LabelsReplaceTheStagesOwnMemberByMember) {
  const auto log = run_and_read(R"(, "labels": {"drug": "saline", "route": "ip"})",
                                {"--label", "drug=CNO", "--label", "dose=3 mg/kg"});
  EXPECT_EQ(log.at(0).at("schedule").at("stages").at(0).at("labels"),
            (Json{{"drug", "CNO"}, {"route", "ip"}, {"dose", "3 mg/kg"}}));
}

TEST_F(LabelRun, ALaterOneOfANameCounts) {
  const auto log = run_and_read("", {"--label", "drug=saline", "--label", "drug=CNO"});
  EXPECT_EQ(log.at(0).at("schedule").at("stages").at(0).at("labels").at("drug"), "CNO");
}

TEST_F(LabelRun, OnlyLabelsThatAreNumbersAreReadAsNumbers) {
  const auto log = run_and_read("", {"--label", "dose=3", "--label", "barrier_holes=12",
                                     "--label", "remarks=a=b, c"});
  const Json& labels = log.at(0).at("schedule").at("stages").at(0).at("labels");
  EXPECT_EQ(labels.at("dose"), "3");
  EXPECT_EQ(labels.at("barrier_holes"), 12);
  EXPECT_EQ(labels.at("remarks"), "a=b, c");
}

TEST_F(LabelRun, ALabelMayHaveAValueForEachSeat) {
  const auto log =
      run_and_read("", {"--label", R"(genotype={"left": "wt", "right": "het"})"});
  EXPECT_EQ(log.at(0).at("schedule").at("stages").at(0).at("labels").at("genotype"),
            (Json{{"left", "wt"}, {"right", "het"}}));
}

TEST_F(LabelRun, WhatIsNoLabelIsRefusedWithTheNearestOne) {
  const auto refused = [this](const std::string& label, const std::string& saying) {
    const auto ran = run(schedule_of(""), {"--label", label});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find(saying), std::string::npos) << ran.err;
    EXPECT_TRUE(place_.files("data").empty());
  };
  refused("durg=CNO", "did you mean \"drug\"?");
  refused("drug/dose=CNO", "the unknown member \"drug/dose\"");
  refused("barrier=glass", "\"opaque\"");
  refused("drug", "expected NAME=VALUE");
  refused("=CNO", "expected NAME=VALUE");
}

}  // namespace
}  // namespace dyad::cli
