#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "cli/fake_daemon.hpp"
#include "dyad/cli/exit_code.hpp"

namespace dyad::cli::testing {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CtlData : public ::testing::Test {
 protected:
  Ran ctl(std::vector<std::string> arguments) {
    return daemon.ctl(place, std::move(arguments));
  }
  std::string content(const std::string& name) const {
    std::ifstream file(place.path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool is_there(const std::string& name) const {
    return std::filesystem::exists(place.path(name));
  }

  FakeDaemon daemon;
  Workplace place;
};

const Json kSession{{"id", "s1"},
                    {"subjects", {"M1", "M2"}},
                    {"schedule", "staircase"},
                    {"stage", {{"index", 0}, {"name", "one"}}},
                    {"lasted_us", 60000000},
                    {"trials", 9},
                    {"coordinated", 6},
                    {"missed", 3},
                    {"success_permille", 667},
                    {"end_reason", "duration"},
                    {"running", false},
                    {"problem", nullptr}};

TEST_F(CtlData, SessionsAreATableAndTheFiltersGoIntoTheQuery) {
  Json broken{{"id", "s0"}, {"problem", "line 3 is torn"}, {"running", false}};
  daemon.when("GET /sessions?limit=2&subject=M%201&schedule=staircase",
              {said({{"sessions", {kSession, broken}}, {"total", 5}})});
  const Ran ran =
      ctl({"sessions", "--subject", "M 1", "--schedule", "staircase", "--limit", "2"});
  EXPECT_EQ(ran.exit_code, kFine);
  EXPECT_EQ(
      ran.out,
      "session  subjects  schedule   stage    lasted  trials  coordinated  success  "
      "end\n"
      "s1       M1, M2    staircase  1 \"one\"  1:00.0       9            6     67 %  "
      "duration\n"
      "s0                                                                           "
      "line 3 "
      "is torn\n"
      "2 of 5; --limit shows more\n");
  daemon.when("GET /sessions?limit=50&subject=M1%2CM2",
              {said({{"sessions", Json::array()}, {"total", 0}})});
  EXPECT_EQ(ctl({"sessions", "--subject", "M1,M2"}).out, "There is no such session.\n");
  daemon.when("GET /sessions?limit=50",
              {said({{"sessions", Json::array()}, {"total", 0}})});
  EXPECT_EQ(ctl({"sessions"}).out, "There is no such session.\n");
}

TEST_F(CtlData, ShowTellsASessionWithItsNotes) {
  Json detail = kSession;
  detail["notes"] = {{{"t_us", 1500000}, {"by", "anna"}, {"text", "M1 sneezed"}}};
  daemon.when("GET /sessions/s1", {said(detail)});
  const Ran ran = ctl({"show", "s1"});
  EXPECT_THAT(ran.out, HasSubstr("s1: ended (duration) after 1:00.0"));
  EXPECT_THAT(ran.out,
              HasSubstr("9: 6 coordinated, 3 missed, 0 aborted; success 66 %"));
  EXPECT_THAT(ran.out, HasSubstr("0:01.5 anna: M1 sneezed"));
  EXPECT_EQ(ctl({"show", "s2"}).exit_code, kNo);
}

TEST_F(CtlData, ALogIsWrittenByteForByteAndNeverOverAnother) {
  const std::string log = std::string(300000, 'x') + "\n{\"type\":\"end\"}\n";
  daemon.when("GET /sessions/s1/log", {{200, log, "application/x-ndjson", {}}});
  EXPECT_EQ(ctl({"log", "s1", "--out", "s1.jsonl"}).exit_code, kFine);
  EXPECT_EQ(content("s1.jsonl"), log);
  place.write("there", "precious");
  const Ran again = ctl({"log", "s1", "--out", "there"});
  EXPECT_EQ(again.exit_code, kOperatingError);
  EXPECT_THAT(again.err, HasSubstr("nothing is overwritten"));
  EXPECT_EQ(content("there"), "precious");
  EXPECT_EQ(daemon.asked().size(), 1U);
}

TEST_F(CtlData, ALogThatIsRefusedLeavesNoFile) {
  const Ran ran = ctl({"log", "s9", "--out", "s9.jsonl"});
  EXPECT_EQ(ran.exit_code, kNo);
  EXPECT_THAT(ran.err, HasSubstr("The title: the detail"));
  EXPECT_FALSE(is_there("s9.jsonl"));
}

TEST_F(CtlData, SchedulesAndRigsAreListedWithTheirVersions) {
  const Json versions{{{"id", "9f2ab81c04d7"},
                       {"stored_utc", "2026-11-24T09:00:00Z"},
                       {"stored_by", "anna"},
                       {"note", "shorter"}},
                      {{"id", "0123456789ab"},
                       {"stored_utc", "2026-11-23T09:00:00Z"},
                       {"stored_by", "ben"},
                       {"note", ""}}};
  const Json one{{"name", "staircase"}, {"origin", "built-in"}, {"versions", versions}};
  daemon.when("GET /schedules", {said({{"schedules", {one}}})});
  daemon.when("GET /rigs", {said({{"rigs", {one}}})});
  const std::string table =
      "name                  version       stored                by    note\n"
      "staircase (built-in)  9f2ab81c04d7  2026-11-24T09:00:00Z  anna  shorter\n"
      "                      0123456789ab  2026-11-23T09:00:00Z  ben\n";
  EXPECT_EQ(ctl({"schedules"}).out, table);
  EXPECT_EQ(ctl({"rigs"}).out, table);
}

TEST_F(CtlData, PuttingSendsTheFilesTextAndTellsTheVersion) {
  place.write("rig.json", "{\"name\": \"box\"}");
  daemon.when(
      "POST /rigs",
      {said({{"name", "box"}, {"id", "9f2ab81c04d7"}, {"already_there", false}}, 201),
       said({{"name", "box"}, {"id", "9f2ab81c04d7"}, {"already_there", true}}, 201)});
  EXPECT_EQ(ctl({"rig", "put", "rig.json", "--note", "new valve"}).out,
            "box@9f2ab81c04d7 is stored\n");
  EXPECT_EQ(daemon.body_of("POST /rigs"),
            Json({{"text", "{\"name\": \"box\"}"}, {"note", "new valve"}}));
  EXPECT_EQ(ctl({"rig", "put", "rig.json"}).out,
            "box@9f2ab81c04d7 was there already\n");
}

TEST_F(CtlData, GettingGivesTheVeryBytesOfAVersion) {
  const std::string text = "{ \"name\":   \"staircase\" }\n\n";
  daemon.when("GET /schedules/staircase?version=9f2ab81c04d7",
              {{200, text, "application/json", {}}});
  daemon.when("GET /schedules/staircase", {{200, "{}", "application/json", {}}});
  EXPECT_EQ(
      ctl({"schedule", "get", "staircase@9f2ab81c04d7", "--out", "s.json"}).exit_code,
      kFine);
  EXPECT_EQ(content("s.json"), text);
  EXPECT_EQ(ctl({"schedule", "get", "staircase"}).out, "{}");
  EXPECT_EQ(ctl({"schedule", "get", "nothing", "--out", "n.json"}).exit_code, kNo);
  EXPECT_FALSE(is_there("n.json"));
  EXPECT_EQ(ctl({"schedule", "get", "staircase", "--out", "s.json"}).exit_code,
            kOperatingError);
  EXPECT_EQ(content("s.json"), text);
}

Said messages(std::vector<std::string> texts, bool in_order) {
  Said all;
  all.messages = std::move(texts);
  all.in_order = in_order;
  return all;
}

TEST_F(CtlData, EventsArePrintedOnceAndInOrderAlthoughTheConnectionIsLost) {
  daemon.when("GET /sessions/current", {said(kSession)});
  daemon.when("GET /events?session=s1&from=0",
              {messages({"{\"seq\":0}\n{\"seq\":1}\n", "{\"seq\":2}\n"}, false)});
  // A broken connection may take with it what had not been read yet.
  for (const char* again :
       {"GET /events?session=s1&from=2", "GET /events?session=s1&from=3"}) {
    daemon.when(again, {messages({"{\"seq\":2}\n{\"seq\":3}\n", "{\"stream\":\"end\"}"},
                                 true)});
  }
  const Ran ran = ctl({"events"});
  EXPECT_EQ(ran.exit_code, kFine);
  EXPECT_EQ(ran.out, "{\"seq\":0}\n{\"seq\":1}\n{\"seq\":2}\n{\"seq\":3}\n");
  EXPECT_THAT(ran.err, HasSubstr("the connection was lost; trying again"));
  EXPECT_THAT(daemon.whats(),
              ElementsAre("GET /sessions/current", "GET /events?session=s1&from=0",
                          AnyOf("GET /events?session=s1&from=2",
                                "GET /events?session=s1&from=3")));
}

TEST_F(CtlData, EventsBeginWhereTheyAreToldToAndOfNoSessionThereAreNone) {
  daemon.when("GET /sessions/s1", {said(kSession)});
  daemon.when("GET /events?session=s1&from=7",
              {messages({"{\"seq\":7}", "{\"stream\":\"end\"}"}, true)});
  EXPECT_EQ(ctl({"events", "s1", "--from", "7"}).out, "{\"seq\":7}\n");
  EXPECT_EQ(ctl({"events", "s2"}).exit_code, kNo);
  daemon.when("GET /events?session=s1&from=8", {problem(403, "role-too-low")});
  const Ran refused = ctl({"events", "s1", "--from", "8"});
  EXPECT_EQ(refused.exit_code, kOperatingError);
  EXPECT_THAT(refused.err, HasSubstr("The title: the detail"));
}

}  // namespace
}  // namespace dyad::cli::testing
