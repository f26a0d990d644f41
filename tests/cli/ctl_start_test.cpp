#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fake_daemon.hpp"
#include "dyad/cli/exit_code.hpp"

namespace dyad::cli::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CtlStart : public ::testing::Test {
 protected:
  void SetUp() override { daemon.when("POST /sessions", {{202, "", "", {}}}); }
  Ran ctl(std::vector<std::string> arguments) {
    return daemon.ctl(place, std::move(arguments));
  }

  FakeDaemon daemon;
  Workplace place;
};

const std::vector<std::string> kStart{"start", "--schedule", "staircase", "--subjects",
                                      "M1,M2"};

Json state(const std::string& name, const Json& problem = nullptr) {
  return {{"state", name}, {"session", nullptr}, {"last_problem", problem}};
}

Json ended(const Json& reason, bool running = false) {
  return {{"id", "s1"},
          {"end_reason", reason},
          {"running", running},
          {"lasted_us", 60000000},
          {"trials", 9},
          {"subjects", {"M1", "M2"}},
          {"volume_nl", {8000, 4000}}};
}

TEST_F(CtlStart, OnlyWhatWasGivenIsSent) {
  EXPECT_EQ(ctl(kStart).exit_code, kFine);
  EXPECT_EQ(daemon.body_of("POST /sessions"),
            Json({{"subjects", {"M1", "M2"}}, {"schedule", "staircase"}}));
}

TEST_F(CtlStart, EveryOptionHasItsMember) {
  ctl({"start",
       "--schedule",
       "staircase@9f2ab81c04d7",
       "--subjects",
       "M1,M2",
       "--stage",
       "two",
       "--duration",
       "30min",
       "--label",
       "drug=saline",
       "--label",
       "dose=1=2",
       "--seed",
       "42",
       "--speed",
       "max",
       "--override",
       "already-run-today",
       "--override",
       "disk-low"});
  EXPECT_EQ(daemon.body_of("POST /sessions"),
            Json({{"subjects", {"M1", "M2"}},
                  {"labels", {{"drug", "saline"}, {"dose", "1=2"}}},
                  {"schedule", "staircase"},
                  {"version", "9f2ab81c04d7"},
                  {"stage", "two"},
                  {"duration", "30min"},
                  {"seed", "42"},
                  {"speed", "max"},
                  {"override", {"already-run-today", "disk-low"}}}));
}

TEST_F(CtlStart, AFileIsStoredFirstAndThatVersionIsStarted) {
  place.write("mine.json", "{\"name\": \"mine\"}\n");
  daemon.when(
      "POST /schedules",
      {said({{"name", "mine"}, {"id", "0123456789ab"}, {"already_there", false}},
            201)});
  EXPECT_EQ(ctl({"start", "--schedule", "mine.json", "--subjects", "M1,M2"}).exit_code,
            kFine);
  EXPECT_THAT(daemon.whats(), ElementsAre("POST /schedules", "POST /sessions"));
  EXPECT_EQ(daemon.body_of("POST /schedules"),
            Json({{"text", "{\"name\": \"mine\"}\n"}}));
  EXPECT_EQ(daemon.body_of("POST /sessions"), Json({{"subjects", {"M1", "M2"}},
                                                    {"schedule", "mine"},
                                                    {"version", "0123456789ab"}}));
}

TEST_F(CtlStart, AFileThatCannotBeStoredStartsNothing) {
  const Ran missing = ctl({"start", "--schedule", "no.json", "--subjects", "M1,M2"});
  EXPECT_EQ(missing.exit_code, kOperatingError);
  EXPECT_THAT(missing.err, HasSubstr("no.json"));
  place.write("bad.json", "{}");
  daemon.when("POST /schedules", {problem(422, "document-invalid")});
  const Ran bad = ctl({"start", "--schedule", "bad.json", "--subjects", "M1,M2"});
  EXPECT_EQ(bad.exit_code, kNo);
  EXPECT_THAT(bad.err, HasSubstr("bad.json: The title"));
  EXPECT_THAT(daemon.whats(), ElementsAre("POST /schedules"));
}

TEST_F(CtlStart, ContinuingNamesTheOldSessionAndNothingElse) {
  EXPECT_EQ(ctl({"start", "--continue", "old", "--speed", "2"}).exit_code, kFine);
  EXPECT_EQ(daemon.body_of("POST /sessions"),
            Json({{"continue", "old"}, {"speed", "2"}}));
  EXPECT_EQ(ctl({"start", "--continue", "old", "--seed", "1"}).exit_code, kUsage);
}

TEST_F(CtlStart, WhatIsMissingOrMalformedIsAUsageErrorAndAsksNothing) {
  EXPECT_EQ(ctl({"start", "--subjects", "M1,M2"}).exit_code, kUsage);
  EXPECT_EQ(ctl({"check", "--schedule", "s"}).exit_code, kUsage);
  EXPECT_EQ(ctl({"start", "--schedule", "s", "--subjects", "A,B", "--label", "drug"})
                .exit_code,
            kUsage);
  EXPECT_TRUE(daemon.asked().empty());
}

TEST_F(CtlStart, WaitingFollowsTheStatusUntilTheSessionHasEndedAsPlanned) {
  daemon.when("GET /status", {said(state("starting")), said(state("running")),
                              said(state("ending")), said(state("idle"))});
  daemon.when("GET /sessions/current",
              {said(ended(nullptr, true)), said(ended("duration"))});
  auto arguments = kStart;
  arguments.push_back("--wait");
  const Ran ran = ctl(arguments);
  EXPECT_EQ(ran.exit_code, kFine);
  EXPECT_THAT(ran.out, HasSubstr("s1: ended (duration) after 1:00.0"));
  EXPECT_THAT(ran.out, HasSubstr("M1          8.000 µl"));
  EXPECT_EQ(daemon.asked().size(), 7U);
}

TEST_F(CtlStart, WaitingExitsWithNoWhereTheSessionDidNotEndAsPlanned) {
  auto arguments = kStart;
  arguments.push_back("--wait");
  daemon.when("GET /status", {said(state("idle"))});
  for (const char* reason : {"operator", "daemon_died", "log_full"}) {
    daemon.when("GET /sessions/current", {said(ended(reason))});
    EXPECT_EQ(ctl(arguments).exit_code, kNo) << reason;
  }
  daemon.when("GET /sessions/current", {said(ended(nullptr))});
  EXPECT_EQ(ctl(arguments).exit_code, kNo) << "without an end";
}

TEST_F(CtlStart, WaitingTellsWhyASessionThatWasAcceptedDidNotStart) {
  daemon.when("GET /status", {said(state("starting")),
                              said(state("idle", {{"title", "A device did not open"},
                                                  {"detail", "/dev/x"},
                                                  {"remedy", "Plug it in."}}))});
  auto arguments = kStart;
  arguments.push_back("--wait");
  const Ran ran = ctl(arguments);
  EXPECT_EQ(ran.exit_code, kNo);
  EXPECT_EQ(ran.err, "dyad: A device did not open: /dev/x\n  Plug it in.\n");
}

TEST_F(CtlStart, CheckTellsTheStageAndEveryReasonWhyNot) {
  daemon.when(
      "POST /sessions/check",
      {said({{"ok", false},
             {"stage", {{"index", 1}, {"name", "two"}, {"reason", "it is due"}}},
             {"duration_us", 1800000000},
             {"refusals",
              {{{"code", "already-run-today"},
                {"detail", "M1 ran today."},
                {"remedy", "Tomorrow."},
                {"can_override", false}}}},
             {"problems", Json::array()}})});
  const Ran no = ctl({"check", "--schedule", "staircase", "--subjects", "M1,M2"});
  EXPECT_EQ(no.exit_code, kNo);
  EXPECT_EQ(no.out, "stage     2 \"two\"\n          it is due\nduration  30min\n");
  EXPECT_EQ(no.err,
            "dyad: It would not be started\n"
            "  - already-run-today: M1 ran today.\n    Tomorrow.\n");
  daemon.when("POST /sessions/check",
              {said({{"ok", true}, {"refusals", Json::array()}})});
  const Ran yes = ctl({"check", "--schedule", "staircase", "--subjects", "M1,M2"});
  EXPECT_EQ(yes.exit_code, kFine);
  EXPECT_THAT(yes.out, HasSubstr("It can be started."));
}

}  // namespace
}  // namespace dyad::cli::testing
