#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "server/running_daemon.hpp"

// What is left when a process of the daemon, or the daemon, is killed.
namespace dyad::server {
namespace {

using ::testing::HasSubstr;
using testing::RunningDaemon;
using Json = nlohmann::ordered_json;

// The process that runs the daemon's session; 0: there is none.
pid_t session_of(pid_t daemon) {
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    const std::string stat = gpio_sim::text_of(entry.path() / "stat");
    const std::size_t after_name = stat.rfind(')');
    if (after_name == std::string::npos) continue;
    if (std::stoi(stat.substr(after_name + 4)) == daemon) {
      return std::stoi(entry.path().filename().string());
    }
  }
  return 0;
}

class DaemonRecoveryTest : public ::testing::Test {
 protected:
  static bool until_it_beats(const RunningDaemon& daemon) {
    return gpio_sim::wait_for(std::chrono::seconds(20),
                              [&] { return !daemon.status()["session"].is_null(); });
  }
  testing::Scratch scratch_;
};

TEST_F(DaemonRecoveryTest, ASessionThatIsKilledIsToldClosedAndOfferedAgain) {
  RunningDaemon daemon(scratch_);
  ASSERT_EQ(daemon.start("1", {{"stage", "1"}}).status, 202);
  ASSERT_TRUE(until_it_beats(daemon));
  const std::string id = daemon.status()["session"]["id"];
  ::kill(session_of(daemon.process().pid()), SIGKILL);
  ASSERT_TRUE(daemon.until_state("idle"));
  EXPECT_EQ(daemon.status()["last_problem"]["type"], "urn:dyad:problem:session-died");
  ASSERT_TRUE(gpio_sim::wait_for(std::chrono::seconds(20), [&] {
    return daemon.status()["interrupted"].size() == 1;
  }));
  EXPECT_EQ(daemon.status()["interrupted"][0]["id"], id);
  EXPECT_FALSE(daemon.json("/sessions/" + id)["recovery"].is_null());
  EXPECT_THAT(daemon.events("?session=" + id), HasSubstr("{\"stream\":\"end\"}"));

  const auto again = daemon.post(
      "/sessions", {{"continue", id}, {"speed", "max"}, {"override", Json::array()}});
  ASSERT_EQ(again.status, 202) << again.body;
  ASSERT_TRUE(gpio_sim::wait_for(std::chrono::seconds(20), [&] {
    return daemon.status()["state"] == "idle" && daemon.logs().size() == 2;
  }));
  const Json summary = daemon.json("/sessions/current");
  EXPECT_EQ(summary["continues"], id);
  EXPECT_EQ(summary["end_reason"], "duration");
  EXPECT_TRUE(gpio_sim::wait_for(std::chrono::seconds(20), [&] {
    return daemon.status()["interrupted"].empty();
  }));
}

TEST_F(DaemonRecoveryTest, AnInterruptedSessionThatIsDismissedIsNotOffered) {
  RunningDaemon daemon(scratch_);
  ASSERT_EQ(daemon.start("1").status, 202);
  ASSERT_TRUE(until_it_beats(daemon));
  const std::string id = daemon.status()["session"]["id"];
  ::kill(session_of(daemon.process().pid()), SIGKILL);
  ASSERT_TRUE(gpio_sim::wait_for(std::chrono::seconds(20), [&] {
    return daemon.status()["interrupted"].size() == 1;
  }));
  EXPECT_EQ(daemon.post("/sessions/" + id + "/dismiss").status, 204);
  EXPECT_TRUE(gpio_sim::wait_for(std::chrono::seconds(20), [&] {
    return daemon.status()["interrupted"].empty();
  }));
}

TEST_F(DaemonRecoveryTest, TheNextDaemonOffersWhatTheKilledOneWasRunning) {
  std::string id;
  {
    RunningDaemon daemon(scratch_);
    ASSERT_EQ(daemon.start("1").status, 202);
    ASSERT_TRUE(until_it_beats(daemon));
    id = daemon.status()["session"]["id"];
    const pid_t session = session_of(daemon.process().pid());
    daemon.process().signal(SIGKILL);
    ASSERT_TRUE(daemon.process().wait(std::chrono::seconds(20)));
    ASSERT_TRUE(gpio_sim::wait_for(std::chrono::seconds(20), [&] {
      return !std::filesystem::exists("/proc/" + std::to_string(session)) ||
             gpio_sim::text_of("/proc/" + std::to_string(session) + "/stat")
                     .find(") Z ") != std::string::npos;
    }));
  }
  const RunningDaemon next(scratch_);
  ASSERT_NE(next.port(), 0);
  const Json status = next.status();
  ASSERT_EQ(status["interrupted"].size(), 1U);
  EXPECT_EQ(status["interrupted"][0]["id"], id);
  EXPECT_EQ(status["interrupted"][0]["reason"], "daemon_died");
}

TEST_F(DaemonRecoveryTest, ASecondDaemonIsToldWhoHasTheRig) {
  const std::string rig = DYAD_SOURCE_DIR "/rig-configs/rigs/pi-gpio-two-pokes.json";
  const std::string copy = scratch_.write("rig.json", testing::slurp(rig));
  const std::vector<std::string> words{
      "serve",    "--rig",      copy, "--data", scratch_.path("data"),
      "--listen", "127.0.0.1:0"};
  gpio_sim::Child first(scratch_.path("first"), words);
  ASSERT_TRUE(gpio_sim::wait_for(std::chrono::seconds(20), [&] {
    return first.out().find("listening") != std::string::npos;
  })) << first.err();
  gpio_sim::Child second(scratch_.path("second"), words);
  const auto exit = second.wait(std::chrono::seconds(20));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 3);
  EXPECT_THAT(second.err(), HasSubstr("process " + std::to_string(first.pid())));
}

TEST_F(DaemonRecoveryTest, TwoDaemonsOfASimulatedRigDoNotShareAFolder) {
  const RunningDaemon first(scratch_);
  ASSERT_NE(first.port(), 0);
  const RunningDaemon second(scratch_);
  EXPECT_EQ(second.port(), 0);
  const testing::Scratch elsewhere;
  EXPECT_NE(RunningDaemon(elsewhere).port(), 0);
}

TEST_F(DaemonRecoveryTest, EveryMistakeOfTheRigIsTold) {
  const std::string rig = scratch_.write("rig.json", R"({"format":"dyad-rig/1"})");
  gpio_sim::Child daemon(scratch_.path("daemon"),
                         {"serve", "--rig", rig, "--data", scratch_.path("data")});
  EXPECT_EQ(daemon.wait(std::chrono::seconds(20))->code, 1);
  EXPECT_THAT(daemon.err(), HasSubstr("\"name\""));
  EXPECT_THAT(daemon.err(), HasSubstr("\"channels\""));
}

}  // namespace
}  // namespace dyad::server
