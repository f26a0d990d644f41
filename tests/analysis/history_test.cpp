#include "dyad/analysis/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "analysis/log_file.hpp"
#include "dyad/log/header_line.hpp"
#include "dyad/log/line_encoder.hpp"

namespace dyad::analysis {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const char* const kSchedule = R"({"name": "Two steps", "notes": "old",
  "session": {"duration_min": 30},
  "stages": [{"name": "one", "window_ms": 3000, "reward_ul": 5},
             {"name": "two", "window_ms": 750, "reward_ul": 5}]})";

log::Header header() {
  log::Header header;
  header.source = "sim";
  header.rig = Json::parse(R"({"channels": {}, "devices": {}})");
  header.schedule = Json::parse(kSchedule);
  header.subjects = {"A", "B"};
  header.anchor.utc_us = 1'000'000;
  return header;
}

log::Record trial_start(TrialNumber trial, bool catch_trial = false) {
  note::TrialStart start;
  start.catch_trial = catch_trial;
  return Note{Time::from_us(trial), trial, start};
}

log::Record outcome(TrialNumber trial, Outcome outcome, bool ambiguous = false) {
  note::TrialOutcome decided;
  decided.outcome = outcome;
  decided.ambiguous = ambiguous;
  return Note{Time::from_us(trial), trial, decided};
}

log::Record end(const std::string& reason) {
  return log::End{Time::from_us(1'000'000), reason, {}};
}

class Histories : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_.of(name); }

  void write(const std::string& name, const log::Header& header,
             const std::vector<log::Record>& records = {end("duration")}) const {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream file(path(name), std::ios::binary);
    file << *log::encode_header(header);
    const log::Names names = *log::Names::of(header);
    log::LineEncoder encoder(names);
    std::uint64_t seq = 0;
    for (const log::Record& record : records) file << encoder.encode(++seq, record);
  }

  HistoryQuery query() const { return {folder_.path, "Two steps"}; }
  // The only pair's only session.
  PastSession session() const {
    const auto histories = read_histories(query());
    if (histories.pairs.size() != 1 || histories.pairs[0].sessions.size() != 1) {
      ADD_FAILURE() << "not one session of one pair";
      return {};
    }
    return histories.pairs[0].sessions[0];
  }
  std::string why_not(const std::string& reason) const {
    write("log.jsonl", header(), {end(reason)});
    return session().not_planned;
  }

  const testing::Folder folder_;
};

TEST_F(Histories, ASessionIsGatheredFromItsNotes) {
  log::Header ran = header();
  ran.stage = 1;
  write("log.jsonl", ran,
        {trial_start(1), outcome(1, Outcome::coordinated), trial_start(2),
         outcome(2, Outcome::miss, true), trial_start(3), outcome(3, Outcome::omission),
         trial_start(4), outcome(4, Outcome::error), trial_start(5),
         outcome(5, Outcome::coordinated), end("max_trials")});
  PastSession expected;
  expected.log = path("log.jsonl");
  expected.began_utc_us = 1'000'000;
  expected.stage = "two";
  expected.ended_by = "max_trials";
  expected.trials = 5;
  expected.ambiguous = 1;
  expected.coordinated = {true, false, false, false, true};
  EXPECT_EQ(session(), expected);
}

TEST_F(Histories, AbortedTrialsAndCatchTrialsAreNotDecidedOnes) {
  write("log.jsonl", header(),
        {trial_start(1), outcome(1, Outcome::aborted), trial_start(2, true),
         outcome(2, Outcome::coordinated), trial_start(3, true),
         outcome(3, Outcome::miss), trial_start(4), outcome(4, Outcome::coordinated),
         trial_start(5), end("duration")});
  EXPECT_THAT(session().coordinated, ElementsAre(true));
  EXPECT_EQ(session().trials, 5U);
}

TEST_F(Histories, ATrialThatIsMarkedWithItsOutcomeAndAfterItIsAmbiguousOnce) {
  write("log.jsonl", header(),
        {trial_start(1), outcome(1, Outcome::miss, true), trial_start(2),
         Note{Time::from_us(2), 1, note::Ambiguous{}},
         Note{Time::from_us(2), 2, note::Ambiguous{}}, end("duration")});
  EXPECT_EQ(session().ambiguous, 2U);
}

TEST_F(Histories, EveryPlannedEndMayCount) {
  for (const char* reason : {"duration", "max_trials", "max_rewards", "max_volume",
                             "inactivity", "blocks_done"}) {
    EXPECT_EQ(why_not(reason), "") << reason;
  }
}

TEST_F(Histories, WhatAnOperatorOrAFaultEndedDoesNotCount) {
  EXPECT_EQ(why_not("operator"), "the operator ended it");
  EXPECT_EQ(why_not("valve_limit"), "cut short");
  write("log.jsonl", header(), {trial_start(1)});
  EXPECT_EQ(session().not_planned, "cut short, or still running");
}

TEST_F(Histories, SessionsStandInTheOrderInWhichTheyBeganThenOfTheirPaths) {
  log::Header late = header();
  late.anchor.utc_us = 5;
  write("a.jsonl", late);
  log::Header early = header();
  early.anchor.utc_us = 2;
  early.seed = 1;
  write("sub/folder/c.jsonl", early);
  early.seed = 2;
  write("b.jsonl", early);
  const auto histories = read_histories(query());
  ASSERT_THAT(histories.pairs, SizeIs(1));
  std::vector<std::string> logs;
  for (const auto& session : histories.pairs[0].sessions) logs.push_back(session.log);
  EXPECT_THAT(
      logs, ElementsAre(path("b.jsonl"), path("sub/folder/c.jsonl"), path("a.jsonl")));
}

TEST_F(Histories, SubjectsInAnyOrderAreOnePair) {
  log::Header swapped = header();
  swapped.subjects = {"B", "A"};
  swapped.seed = 1;
  write("1.jsonl", header());
  write("2.jsonl", swapped);
  HistoryQuery wanted = query();
  wanted.subjects = {"B", "A"};
  const auto histories = read_histories(wanted);
  ASSERT_THAT(histories.pairs, SizeIs(1));
  EXPECT_THAT(histories.pairs[0].training.subjects, ElementsAre("A", "B"));
  EXPECT_THAT(histories.pairs[0].sessions, SizeIs(2));
}

TEST_F(Histories, OtherAnimalsKindsAndSchedulesAreAskedForByThemselves) {
  log::Header other = header();
  other.subjects = {"A", "C"};
  write("animals.jsonl", other);
  other = header();
  other.source = "live";
  write("kind.jsonl", other);
  other = header();
  other.schedule["name"] = "Three steps";
  write("schedule.jsonl", other);
  write("log.jsonl", header());
  EXPECT_THAT(read_histories(query()).pairs, SizeIs(3));
  HistoryQuery wanted = query();
  wanted.source = "sim";
  EXPECT_THAT(read_histories(wanted).pairs, SizeIs(2));
  wanted.subjects = {"A", "B"};
  const auto histories = read_histories(wanted);
  ASSERT_THAT(histories.pairs, SizeIs(1));
  EXPECT_EQ(histories.pairs[0].training, (Training{"Two steps", "sim", {"A", "B"}}));
  EXPECT_THAT(histories.found, SizeIs(4));
}

TEST_F(Histories, ALogThatCannotBeReadIsNamedWithTheReason) {
  std::ofstream(path("empty.jsonl"));
  std::ofstream(path("other.jsonl")) << "{\"a\": 1}\n";
  std::ofstream(path("notes.txt")) << "not a log, and not called one\n";
  const auto histories = read_histories(query());
  EXPECT_THAT(histories.pairs, IsEmpty());
  ASSERT_THAT(histories.unread, SizeIs(2));
  EXPECT_EQ(histories.unread[0].path, path("empty.jsonl"));
  EXPECT_THAT(histories.unread[0].reason, HasSubstr("no whole header line"));
  EXPECT_EQ(histories.unread[1].path, path("other.jsonl"));
  EXPECT_THAT(histories.unread[1].reason, HasSubstr("header of a dyad session log"));
}

TEST_F(Histories, ALogWhoseHeaderNamesNoStageIsNamed) {
  log::Header beyond = header();
  beyond.stage = 2;
  write("log.jsonl", beyond);
  const auto histories = read_histories(query());
  EXPECT_THAT(histories.pairs, IsEmpty());
  ASSERT_THAT(histories.unread, SizeIs(1));
  EXPECT_EQ(histories.unread[0].reason, "its header names no schedule or no stage");
}

TEST_F(Histories, ADamagedLogIsListedAndDoesNotCount) {
  write("log.jsonl", header(),
        {trial_start(1), outcome(1, Outcome::miss), end("duration")});
  std::ifstream file(path("log.jsonl"), std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  text[text.find("trial_start")] = 'T';
  std::ofstream(path("log.jsonl"), std::ios::binary) << text;
  EXPECT_EQ(session().not_planned, "its log is damaged");
  const auto histories = read_histories(query());
  ASSERT_THAT(histories.unread, SizeIs(1));
  EXPECT_THAT(histories.unread[0].reason, HasSubstr("log.jsonl:2: "));
}

TEST_F(Histories, AFolderThatIsNotThereIsNamed) {
  HistoryQuery nowhere = query();
  nowhere.folder = path("nowhere");
  const auto histories = read_histories(nowhere);
  ASSERT_THAT(histories.unread, SizeIs(1));
  EXPECT_THAT(histories.unread[0].reason, HasSubstr("the folder cannot be read"));
}

TEST_F(Histories, ACopyOfALogDoesNotCountAgain) {
  write("2026.jsonl", header());
  write("backup/2026.jsonl", header());
  const auto sessions = read_histories(query()).pairs.at(0).sessions;
  ASSERT_THAT(sessions, SizeIs(2));
  EXPECT_EQ(sessions[0].not_planned, "");
  EXPECT_EQ(sessions[1].not_planned, "a copy of " + path("2026.jsonl"));
}

TEST_F(Histories, OfCopiesTheCompleteOneCounts) {
  write("a.jsonl", header(), {trial_start(1)});
  write("b.jsonl", header());
  const auto sessions = read_histories(query()).pairs.at(0).sessions;
  ASSERT_THAT(sessions, SizeIs(2));
  EXPECT_EQ(sessions[0].not_planned, "a copy of " + path("b.jsonl"));
  EXPECT_EQ(sessions[1].not_planned, "");
}

class Versions : public Histories {
 protected:
  bool other(const std::string& pointer, const Json& value) const {
    write("log.jsonl", header());
    Json now = Json::parse(kSchedule);
    now[Json::json_pointer(pointer)] = value;
    HistoryQuery wanted = query();
    wanted.document = &now;
    return read_histories(wanted).pairs.at(0).sessions.at(0).other_version;
  }
};

TEST_F(Versions, AStageThatReadsOtherwiseNowIsAnotherVersion) {
  EXPECT_FALSE(other("/stages/0/window_ms", 3000));
  EXPECT_FALSE(other("/stages/0/window_ms", 3000.0));
  EXPECT_TRUE(other("/stages/0/window_ms", 2999));
  EXPECT_TRUE(other("/stages/0/session", {{"max_trials", 5}}));
}

TEST_F(Versions, OtherLimitsOfTheSessionAreAnotherVersion) {
  EXPECT_TRUE(other("/session/duration_min", 20));
  EXPECT_TRUE(other("/session/max_trials", 100));
}

TEST_F(Versions, OtherRulesOfProgressAreNot) {
  EXPECT_FALSE(other("/stages/0/sessions", 5));
  EXPECT_FALSE(other("/stages/0/advance", {{"above_percent", 75}}));
  EXPECT_FALSE(other("/stages/0/go_back", {{"below_percent", 35}}));
}

TEST_F(Versions, RemarksAndOtherStagesAreNot) {
  EXPECT_FALSE(other("/notes", "new"));
  EXPECT_FALSE(other("/citation", "new"));
  EXPECT_FALSE(other("/labels", {{"drug", "saline"}}));
  EXPECT_FALSE(other("/stages/0/notes", "new"));
  EXPECT_FALSE(other("/stages/0/labels", {{"drug", "saline"}}));
  EXPECT_FALSE(other("/stages/1/window_ms", 500));
}

TEST_F(Versions, TheOrderInWhichMembersStandIsNoVersion) {
  write("log.jsonl", header());
  const Json now = Json::parse(R"({"session": {"duration_min": 30},
    "stages": [{"window_ms": 3000, "reward_ul": 5, "name": "one"}]})");
  HistoryQuery wanted = query();
  wanted.document = &now;
  EXPECT_FALSE(read_histories(wanted).pairs.at(0).sessions.at(0).other_version);
}

}  // namespace
}  // namespace dyad::analysis
