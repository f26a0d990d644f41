#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "server/running_daemon.hpp"

// The real daemon with real sessions on the simulated rig.
namespace dyad::server {
namespace {

using ::testing::HasSubstr;
using testing::RunningDaemon;
using Json = nlohmann::ordered_json;

const std::string kStreamEnd = "{\"stream\":\"end\"}\n";

class DaemonTest : public ::testing::Test {
 protected:
  // Of one line, but for what differs from host to host and run to run.
  static std::string records_of(const std::string& log) {
    const std::string text = testing::slurp(log);
    return text.substr(text.find('\n') + 1);
  }
  static Json header_of(const std::string& log) {
    const std::string text = testing::slurp(log);
    Json header = Json::parse(text.substr(0, text.find('\n')));
    for (const char* name : {"anchor", "started_utc", "host", "ring", "crc"}) {
      header.erase(name);
    }
    return header;
  }

  testing::Scratch scratch_;
};

TEST_F(DaemonTest, ASessionIsStartedAndFollowedToItsEndByteForByte) {
  const RunningDaemon daemon(scratch_);
  ASSERT_NE(daemon.port(), 0);
  const auto started = daemon.start("max", {{"duration", "10min"}});
  ASSERT_EQ(started.status, 202) << started.body;
  EXPECT_EQ(started.headers.at("location"), "/api/v1/sessions/current");
  ASSERT_TRUE(gpio_sim::wait_for(std::chrono::seconds(20),
                                 [&] { return daemon.logs().size() == 1; }));
  const std::string seen = daemon.events("?session=current");
  ASSERT_TRUE(daemon.until_state("idle"));
  EXPECT_EQ(seen, testing::slurp(daemon.logs()[0]) + kStreamEnd);
  EXPECT_TRUE(daemon.status()["last_problem"].is_null());
}

TEST_F(DaemonTest, ItsRecordsAreThoseOfAPlainRunWithTheSameSeed) {
  const RunningDaemon daemon(scratch_);
  ASSERT_EQ(daemon.start("max", {{"seed", "42"}, {"duration", "10min"}}).status, 202);
  ASSERT_TRUE(daemon.until_state("idle"));
  ASSERT_EQ(daemon.logs().size(), 1U);
  gpio_sim::Child plain(scratch_.path("plain"),
                        {"run", "--rig", testing::kSimulatedRig, "--schedule",
                         std::string(testing::kSchedules) + "/quick-start.json",
                         "--subjects", "M1,M2", "--data", scratch_.path("plain"),
                         "--speed", "max", "--seed", "42", "--duration", "10min"});
  ASSERT_EQ(plain.wait(std::chrono::seconds(30))->code, 0) << plain.err();
  std::string log;
  for (const auto& entry :
       std::filesystem::directory_iterator(scratch_.path("plain"))) {
    if (entry.path().extension() == ".jsonl") log = entry.path().string();
  }
  EXPECT_EQ(records_of(daemon.logs()[0]), records_of(log));
  EXPECT_EQ(header_of(daemon.logs()[0]), header_of(log));
  EXPECT_GT(records_of(log).size(), 10'000U);
}

TEST_F(DaemonTest, APersonPausesResumesNotesAndEnds) {
  const RunningDaemon daemon(scratch_);
  ASSERT_EQ(daemon.start("1").status, 202);
  ASSERT_TRUE(daemon.until_state("running"));
  ASSERT_TRUE(gpio_sim::wait_for(
      std::chrono::seconds(20), [&] { return !daemon.status()["session"].is_null(); }));
  EXPECT_EQ(daemon.post("/sessions/current/pause").status, 202);
  ASSERT_TRUE(daemon.until_state("paused"));
  EXPECT_EQ(daemon.post("/sessions/current/resume").status, 202);
  ASSERT_TRUE(daemon.until_state("running"));
  const auto noted = daemon.post("/sessions/current/notes", {{"text", "M1 sneezed"}});
  ASSERT_EQ(noted.status, 201) << noted.body;
  EXPECT_GE(Json::parse(noted.body)["t_us"].get<std::int64_t>(), 0);
  EXPECT_EQ(Json::parse(noted.body)["by"], "local");
  EXPECT_EQ(daemon.status()["session"]["notes"], 1);
  EXPECT_EQ(daemon.post("/sessions/current/end").status, 202);
  ASSERT_TRUE(daemon.until_state("idle"));
  const Json notes = daemon.json("/sessions/current/notes");
  ASSERT_EQ(notes["notes"].size(), 1U);
  EXPECT_EQ(notes["notes"][0]["text"], "M1 sneezed");
  EXPECT_EQ(daemon.json("/sessions/current")["end_reason"], "operator");
  EXPECT_TRUE(
      Json::parse(
          daemon.post("/sessions/current/notes", {{"text", "later"}}).body)["t_us"]
          .is_null());
}

TEST_F(DaemonTest, TheLogIsWhatIsDownloaded) {
  const RunningDaemon daemon(scratch_);
  ASSERT_EQ(daemon.start("max", {{"duration", "5min"}}).status, 202);
  ASSERT_TRUE(daemon.until_state("idle"));
  const auto log = daemon.get("/sessions/current/log");
  EXPECT_EQ(log.body, testing::slurp(daemon.logs()[0]));
  EXPECT_THAT(log.headers.at("content-disposition"), HasSubstr("_M1-M2.jsonl\""));
  const std::string id = daemon.json("/sessions")["sessions"][0]["id"];
  EXPECT_EQ(daemon.logs()[0], daemon.data() + "/" + id + ".jsonl");
  EXPECT_THAT(daemon.get("/sessions/" + id + "/trials.csv").body, HasSubstr("\r\n"));
  EXPECT_THAT(daemon.get("/sessions/" + id + "/events.csv").body, HasSubstr("\r\n"));
  const Json columns = daemon.json("/sessions/" + id + "/columns");
  EXPECT_EQ(columns["end_reason"], "duration");
  const Json summary = daemon.json("/sessions/" + id);
  EXPECT_EQ(summary["trials"], columns["trials"]["number"].size());
  EXPECT_TRUE(summary["measures"]["success"]["decided"].is_number());
  const Json other = daemon.json("/sessions/" + id + "/what-if?window_ms=100.5");
  EXPECT_EQ(other["window_us"], 100'500);
  EXPECT_GT(other["changes"].size(), 0U);
  EXPECT_EQ(other["logged"]["coordinated"], summary["coordinated"]);
  EXPECT_EQ(daemon.get("/sessions/" + id + "/what-if?window_ms=x").status, 400);
  EXPECT_EQ(daemon.get("/sessions/none/log").status, 404);
}

TEST_F(DaemonTest, ASecondStartIsTurnedAwayWhileASessionRuns) {
  const RunningDaemon daemon(scratch_);
  ASSERT_EQ(daemon.start("1").status, 202);
  const auto second = daemon.start("1");
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(daemon.post("/sessions/current/end").status, 202);
  ASSERT_TRUE(daemon.until_state("idle"));
  EXPECT_EQ(daemon.post("/sessions/current/end").status, 409);
}

TEST_F(DaemonTest, ABadStartSaysEverythingThatIsWrong) {
  const RunningDaemon daemon(scratch_);
  const auto reply = daemon.post(
      "/sessions", {{"subjects", {"M 1", "M1", "M1"}}, {"scedule", "x"}, {"seed", 7}});
  EXPECT_EQ(reply.status, 400);
  std::string pointers;
  const Json problem = Json::parse(reply.body);
  for (const auto& each : problem["problems"]) {
    pointers += each["pointer"].get<std::string>() + ' ';
  }
  EXPECT_EQ(pointers, "/schedule /seed /subjects /subjects/0 /subjects/2 /scedule ");
}

TEST_F(DaemonTest, AStartThatFailsIsToldByTheStatus) {
  const RunningDaemon daemon(scratch_);
  ASSERT_EQ(daemon.start("max", {{"labels", {{"nothing", "x"}}}}).status, 202);
  ASSERT_TRUE(gpio_sim::wait_for(std::chrono::seconds(20),
                                 [&] { return daemon.status()["state"] == "idle"; }));
  const Json problem = daemon.status()["last_problem"];
  EXPECT_EQ(problem["type"], "urn:dyad:problem:start-failed");
  EXPECT_TRUE(daemon.logs().empty());
}

TEST_F(DaemonTest, SigtermEndsASessionInOrder) {
  RunningDaemon daemon(scratch_);
  ASSERT_EQ(daemon.start("1").status, 202);
  ASSERT_TRUE(daemon.until_state("running"));
  daemon.process().signal(SIGTERM);
  const auto exit = daemon.process().wait(std::chrono::seconds(20));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 0) << daemon.process().err();
  const std::string text = testing::slurp(daemon.logs()[0]);
  EXPECT_THAT(text, HasSubstr("\"type\":\"end\",\"reason\":\"operator\""));
}

TEST_F(DaemonTest, LiveTellsEveryChangeOfState) {
  const RunningDaemon daemon(scratch_);
  testing::SocketClient live(daemon.port(), "/api/v1/live");
  ASSERT_EQ(live.status(), 101);
  ASSERT_EQ(daemon.start("max", {{"duration", "5min"}}).status, 202);
  std::vector<std::string> states;
  bool measured = false;
  while (!measured || states.back() != "idle" || states.size() < 2) {
    const auto message = live.receive();
    ASSERT_TRUE(message);
    const Json json = Json::parse(*message);
    measured |= json.contains("measures");
    if (!json.contains("status")) continue;
    const std::string state = json["status"]["state"];
    if (states.empty() || states.back() != state) states.push_back(state);
  }
  EXPECT_EQ(states.front(), "idle");
  EXPECT_EQ(states[1], "starting");
  EXPECT_EQ(states[2], "running");
}

}  // namespace
}  // namespace dyad::server
