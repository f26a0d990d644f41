#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "cli/fake_daemon.hpp"
#include "dyad/cli/exit_code.hpp"

namespace dyad::cli::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Ctl : public ::testing::Test {
 protected:
  Ran ctl(std::vector<std::string> arguments) {
    return daemon.ctl(place, std::move(arguments));
  }

  FakeDaemon daemon;
  Workplace place;
};

const Json kIdle{{"version", "0.1.0"},
                 {"rig", {{"name", "box 1"}, {"simulated", true}}},
                 {"state", "idle"},
                 {"session", nullptr},
                 {"interrupted", Json::array()},
                 {"last_problem", nullptr}};

TEST_F(Ctl, AnUnreachableDaemonIsAnOperatingErrorThatSaysHowToStartOne) {
  // Port 1 of loopback: nobody listens there.
  const Ran ran = place.dyad({"ctl", "--url", "http://127.0.0.1:1", "status"});
  EXPECT_EQ(ran.exit_code, kOperatingError);
  EXPECT_THAT(ran.err, HasSubstr("no daemon answers at http://127.0.0.1:1"));
  EXPECT_THAT(ran.err, HasSubstr("dyad serve --rig"));
}

TEST_F(Ctl, AnAddressThatIsNoneIsAUsageErrorAndSoIsAnUnknownCommand) {
  for (const char* url : {"ftp://x", "http://", "http://h:0", "http://h:1/path",
                          "http://h:port", "https://h", "http://[::1"}) {
    const Ran ran = place.dyad({"ctl", "--url", url, "status"});
    EXPECT_EQ(ran.exit_code, kUsage) << url;
    EXPECT_THAT(ran.err, HasSubstr(url));
  }
  EXPECT_EQ(ctl({"fly"}).exit_code, kUsage);
  EXPECT_EQ(ctl({}).exit_code, kUsage);
}

TEST_F(Ctl, TheTokenOfTheFileOrOfTheEnvironmentIsSentAndNoneWithoutThem) {
  daemon.when("GET /status", {said(kIdle)});
  place.write("token", "wGm3-from-file\n");
  ctl({"status"});
  ctl({"status", "--token-file", "token"});
  ::setenv("DYAD_TOKEN", "of-the-environment", 1);
  ctl({"status"});
  ctl({"--token-file", "token", "status"});
  ::unsetenv("DYAD_TOKEN");
  std::vector<std::string> sent;
  for (const Asked& one : daemon.asked()) sent.push_back(one.authorization);
  EXPECT_THAT(sent, ElementsAre("", "Bearer wGm3-from-file",
                                "Bearer of-the-environment", "Bearer wGm3-from-file"));
}

TEST_F(Ctl, ATokenFileWithoutATokenIsRefusedBeforeAnythingIsAsked) {
  place.write("empty", "");
  place.write("hashes.json", "{\"tokens\": []}");
  for (const char* file : {"missing", "empty", "hashes.json"}) {
    const Ran ran = ctl({"status", "--token-file", file});
    EXPECT_EQ(ran.exit_code, kOperatingError) << file;
    EXPECT_THAT(ran.err, HasSubstr(file));
  }
  EXPECT_TRUE(daemon.asked().empty());
}

TEST_F(Ctl, AProblemIsToldWithItsRemedyAndEverythingItLists) {
  daemon.when("POST /sessions/current/end",
              {problem(409, "start-refused",
                       {{"refusals",
                         {{{"code", "disk-low"},
                           {"detail", "1 GB is free."},
                           {"remedy", "Make room."},
                           {"can_override", true}}}},
                        {"problems",
                         {{{"line", 3},
                           {"column", 7},
                           {"pointer", "/stages"},
                           {"detail", "is missing"},
                           {"remedy", "Add it."}},
                          {{"pointer", "/text"}, {"detail", "must be a text"}}}}})});
  const Ran ran = ctl({"end"});
  EXPECT_EQ(ran.exit_code, kNo);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "dyad: The title: the detail\n"
            "  The remedy.\n"
            "  - disk-low: 1 GB is free.\n"
            "    Make room. (--override disk-low passes over it)\n"
            "  - 3:7 /stages: is missing\n"
            "    Add it.\n"
            "  - /text: must be a text\n");
}

TEST_F(Ctl, AProblemsStatusDecidesTheExitCode) {
  const std::vector<std::pair<int, int>> codes{{400, kUsage},
                                               {401, kOperatingError},
                                               {403, kOperatingError},
                                               {404, kNo},
                                               {409, kNo},
                                               {422, kNo},
                                               {429, kOperatingError},
                                               {500, kOperatingError},
                                               {503, kOperatingError}};
  for (const auto& [status, exit_code] : codes) {
    daemon.when("POST /sessions/current/pause", {problem(status, "x")});
    EXPECT_EQ(ctl({"pause"}).exit_code, exit_code) << status;
  }
}

TEST_F(Ctl, AnotherServerAtTheAddressIsNotTakenForADaemon) {
  daemon.when("GET /status", {{404, "<html>no</html>", "text/html", {}},
                              {200, "<html>hello</html>", "text/html", {}}});
  for (int i = 0; i < 2; ++i) {
    const Ran ran = ctl({"status"});
    EXPECT_EQ(ran.exit_code, kOperatingError);
    EXPECT_THAT(ran.err, HasSubstr("not as a daemon of dyad does"));
    EXPECT_THAT(ran.err, Not(HasSubstr("html")));
  }
}

TEST_F(Ctl, StatusTellsAPersonWhatRunsAndWhatCanGoOn) {
  Json status = kIdle;
  status["state"] = "running";
  status["session"] = {
      {"id", "20261124T100405Z_M1-M2"},
      {"subjects", {"M1", "M2"}},
      {"schedule", "staircase"},
      {"stage", {{"index", 1}, {"name", "two"}, {"reason", "it is due"}}},
      {"planned_us", 1800000000},
      {"t_us", 61250000},
      {"trial", 7},
      {"phase", "window_open"},
      {"tally",
       {{"trials", 7},
        {"coordinated", 4},
        {"missed", 2},
        {"aborted", 1},
        {"responses", {31, 28}},
        {"rewards", {4, 4}},
        {"volume_nl", {16000, 16000}}}},
      {"devices", {{{"name", "pi"}, {"lost", true}}}},
      {"notes", 2}};
  status["interrupted"] = {
      {{"id", "old_M1-M2"}, {"reason", "no end record"}, {"remaining_us", 600000000}}};
  daemon.when("GET /status", {said(status)});
  const Ran ran = ctl({"status"});
  EXPECT_EQ(ran.exit_code, kFine);
  for (const char* part :
       {"box 1 (simulated): running", "20261124T100405Z_M1-M2", "2 \"two\"",
        "it is due", "1:01.2 / 30:00.0", "trial 7, window_open",
        "7: 4 coordinated, 2 missed, 1 aborted; success 66 %",
        "31 responses, 4 rewards, 16.000 µl", "lost        pi",
        "dyad ctl start --continue old_M1-M2"}) {
    EXPECT_THAT(ran.out, HasSubstr(part));
  }
  EXPECT_EQ(Json::parse(ctl({"status", "--json"}).out), status);
}

TEST_F(Ctl, WishesAndNotesGoToTheSessionThatRuns) {
  for (const char* wish : {"pause", "resume", "end"}) {
    daemon.when(std::string("POST /sessions/current/") + wish, {{202, "", "", {}}});
    EXPECT_EQ(ctl({wish}).exit_code, kFine);
  }
  daemon.when("POST /sessions/current/notes",
              {said({{"utc", "2026-11-24T10:05:06Z"}, {"text", "M1 sneezed"}}, 201)});
  EXPECT_THAT(ctl({"note", "M1 sneezed"}).out, HasSubstr("10:05:06"));
  EXPECT_EQ(daemon.body_of("POST /sessions/current/notes"),
            Json({{"text", "M1 sneezed"}}));
  EXPECT_EQ(daemon.asked().back().content_type, "application/json");
  daemon.when("POST /sessions/a%2Fb%20c/dismiss", {{204, "", "", {}}});
  EXPECT_EQ(ctl({"dismiss", "a/b c"}).exit_code, kFine);
}

TEST_F(Ctl, DoctorAndCalibrationsAreTables) {
  daemon.when("GET /doctor", {said({{"findings",
                                     {{{"id", "disk"},
                                       {"level", "ok"},
                                       {"title", "Disk"},
                                       {"detail", "12 GB free"},
                                       {"remedy", ""}},
                                      {{"id", "power"},
                                       {"level", "fail"},
                                       {"title", "Power"},
                                       {"detail", "too low"},
                                       {"remedy", "Another supply."}}}},
                                    {"worst", "fail"}})});
  const Ran doctor = ctl({"doctor"});
  EXPECT_EQ(doctor.exit_code, kNo);
  EXPECT_EQ(doctor.out,
            "ok    Disk: 12 GB free\nfail  Power: too low\n      Another supply.\n");
  daemon.when(
      "GET /calibrations",
      {said({{"channels",
              {{{"channel", "valve_left"},
                {"seat", "left"},
                {"in_use", {{"record", "r1"}, {"age_days", 3.2}, {"max_age_days", 30}}},
                {"history", {{{"id", "r1"}, {"fit", {{"worst_percent", 1.25}}}}}}},
               {{"channel", "valve_right"},
                {"seat", "right"},
                {"in_use", {{"record", nullptr}}},
                {"history", Json::array()}}}}})});
  const Ran list = ctl({"calibrations"});
  EXPECT_THAT(list.out,
              HasSubstr("valve_left   left   r1              3 days  30 days  1.2 %"));
  EXPECT_THAT(list.out, HasSubstr("valve_right  right  the rig file's"));
}

}  // namespace
}  // namespace dyad::cli::testing
