#include "dyad/server/supervisor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "server/support.hpp"

// The state machine, on programs that speak as a session does; with the real one it is
// in daemon_test.cpp.
namespace dyad::server {
namespace {

using ::testing::HasSubstr;
using testing::run_until;
using Json = nlohmann::ordered_json;

constexpr const char* kLog = R"(echo '{"say":"log","path":"'"$PWD"'/x.jsonl"}' >&3)";
constexpr const char* kRunning = R"(echo '{"say":"running"}' >&3)";

class SupervisorTest : public ::testing::Test {
 protected:
  // A program that does this for `run`; for `hardware` it opens and waits for quit.
  void make(const std::string& run) {
    const std::string hardware = R"(echo '{"say":"open"}' >&3
while read -r line <&3; do
  echo "$line" >> "$(dirname "$0")/hardware.txt"
  case "$line" in *quit*) exit 0 ;; esac
done
)";
    Supervisor::Setup setup;
    setup.program = scratch_.write_program(
        "dyad",
        "#!/bin/bash\ncd \"$(dirname \"$0\")\"\necho \"$@\" >> arguments.txt\n"
        "if [ \"$1\" = hardware ]; then\n" +
            hardware + "exit 1\nfi\n" + run);
    setup.data_folder = scratch_.path();
    setup.patience = {std::chrono::milliseconds(200), std::chrono::milliseconds(200)};
    supervisor_.emplace(loop_, spawner_, setup);
    supervisor_->on_change = [this] {
      states_ += std::string(to_text(supervisor_->state())) + ' ';
    };
    supervisor_->on_session_over = [this](const std::string& log, bool orderly) {
      over_ = log;
      orderly_ = orderly;
    };
  }
  std::optional<Problem> start() {
    RunPlan plan;
    plan.rig_file = "rig.json";
    plan.schedule_file = "schedule.json";
    plan.subjects = {"M1", "M2"};
    plan.labels = {"drug=saline"};
    return supervisor_->start(plan);
  }
  bool until(RigState state) {
    return run_until(loop_, [&] { return supervisor_->state() == state; });
  }

  testing::Scratch scratch_;
  Spawner spawner_;
  boost::asio::io_context loop_;
  std::optional<Supervisor> supervisor_;
  std::string states_;
  std::string over_;
  std::optional<bool> orderly_;
};

const std::string kUntilEnd = std::string(kLog) + '\n' + kRunning + R"(
while read -r line <&3; do
  case "$line" in
    *end*) echo '{"say":"ended","reason":"operator"}' >&3; exit 0 ;;
    *pause*) echo '{"say":"beat","status":{"phase":"paused"}}' >&3 ;;
    *resume*) echo '{"say":"beat","status":{"phase":"waiting","trial":7}}' >&3 ;;
  esac
done
exit 3
)";

TEST_F(SupervisorTest, ASessionIsStartedPausedResumedAndEnded) {
  make(kUntilEnd);
  ASSERT_FALSE(start());
  ASSERT_TRUE(until(RigState::running));
  ASSERT_FALSE(supervisor_->pause());
  ASSERT_TRUE(until(RigState::paused));
  ASSERT_FALSE(supervisor_->resume());
  ASSERT_TRUE(until(RigState::running));
  EXPECT_EQ(supervisor_->beat()["trial"], 7);
  ASSERT_FALSE(supervisor_->end());
  ASSERT_TRUE(until(RigState::idle));
  EXPECT_EQ(states_, "starting running paused running ending idle ");
  EXPECT_EQ(over_, scratch_.path("x.jsonl"));
  EXPECT_EQ(orderly_, true);
  EXPECT_FALSE(supervisor_->last_problem());
  EXPECT_TRUE(supervisor_->beat().is_null());
  EXPECT_EQ(supervisor_->log(), scratch_.path("x.jsonl"));
}

TEST_F(SupervisorTest, TheCommandSaysWhatWasAskedFor) {
  make(kUntilEnd);
  ASSERT_FALSE(start());
  ASSERT_TRUE(until(RigState::running));
  EXPECT_EQ(testing::slurp(scratch_.path("arguments.txt")),
            "run --rig=rig.json --schedule=schedule.json --subjects=M1,M2 --data=" +
                scratch_.path() + " --label=drug=saline --control=3\n");
}

TEST_F(SupervisorTest, ASecondStartIsTurnedAway) {
  make(kUntilEnd);
  ASSERT_FALSE(start());
  const auto problem = start();
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->code, "rig-busy");
  ASSERT_TRUE(until(RigState::running));
}

TEST_F(SupervisorTest, WithoutASessionThereIsNothingToPauseOrEnd) {
  make(kUntilEnd);
  EXPECT_EQ(supervisor_->pause()->code, "no-session");
  EXPECT_EQ(supervisor_->resume()->code, "no-session");
  EXPECT_EQ(supervisor_->end()->code, "no-session");
}

TEST_F(SupervisorTest, AStartThatFailsSaysWhyAndLeavesTheRigIdle) {
  make(
      R"(echo '{"say":"failed","detail":"no board","remedy":"plug it in","problems":[]}' >&3
exit 3)");
  ASSERT_FALSE(start());
  ASSERT_TRUE(until(RigState::idle));
  ASSERT_TRUE(supervisor_->last_problem());
  EXPECT_EQ(supervisor_->last_problem()->code, "start-failed");
  EXPECT_EQ(supervisor_->last_problem()->detail, "no board");
  EXPECT_EQ(supervisor_->last_problem()->remedy, "plug it in");
  EXPECT_FALSE(orderly_) << "there was no session";
  EXPECT_EQ(states_, "starting idle ");
}

TEST_F(SupervisorTest, AProgramThatIsNotThereIsAProblemOfTheStart) {
  make(kUntilEnd);
  std::filesystem::remove(scratch_.path("dyad"));
  const auto problem = start();
  ASSERT_TRUE(problem);
  EXPECT_THAT(problem->detail, HasSubstr("cannot be started"));
  EXPECT_EQ(supervisor_->state(), RigState::idle);
}

TEST_F(SupervisorTest, ASessionThatIsKilledIsAProblemAndNotOrderly) {
  make(kUntilEnd);
  ASSERT_FALSE(start());
  ASSERT_TRUE(until(RigState::running));
  ::kill(supervisor_->child_pid(), SIGKILL);
  ASSERT_TRUE(until(RigState::idle));
  EXPECT_EQ(orderly_, false);
  ASSERT_TRUE(supervisor_->last_problem());
  EXPECT_EQ(supervisor_->last_problem()->code, "session-died");
  EXPECT_THAT(supervisor_->last_problem()->detail, HasSubstr("signal 9 (Killed)"));
}

TEST_F(SupervisorTest, TheNextStartForgetsTheLastProblem) {
  make(kUntilEnd);
  ASSERT_FALSE(start());
  ASSERT_TRUE(until(RigState::running));
  ::kill(supervisor_->child_pid(), SIGKILL);
  ASSERT_TRUE(until(RigState::idle));
  ASSERT_FALSE(start());
  EXPECT_FALSE(supervisor_->last_problem());
  ASSERT_TRUE(until(RigState::running));
}

TEST_F(SupervisorTest, ASessionThatDoesNotEndIsMadeTo) {
  make(std::string("trap '' TERM\n") + kLog + '\n' + kRunning +
       "\nwhile :; do read -r line <&3; done");
  ASSERT_FALSE(start());
  ASSERT_TRUE(until(RigState::running));
  ASSERT_FALSE(supervisor_->end());
  ASSERT_TRUE(until(RigState::idle));
  EXPECT_EQ(orderly_, false);
  EXPECT_THAT(supervisor_->last_problem()->detail, HasSubstr("signal 9"));
}

TEST_F(SupervisorTest, AStartTakesTheRigBackFromTheHardwarePage) {
  make(kUntilEnd);
  ASSERT_FALSE(supervisor_->open_hardware("rig.json"));
  EXPECT_EQ(supervisor_->state(), RigState::hardware);
  ASSERT_TRUE(run_until(loop_, [&] { return supervisor_->hardware_is_open(); }));
  EXPECT_TRUE(supervisor_->tell_hardware({{"do", "stop"}, {"job", 3}}));
  ASSERT_FALSE(start());
  ASSERT_TRUE(until(RigState::running));
  EXPECT_EQ(testing::slurp(scratch_.path("hardware.txt")),
            "{\"do\":\"stop\",\"job\":3}\n{\"do\":\"quit\"}\n");
  EXPECT_EQ(states_, "hardware hardware starting running ");
  EXPECT_FALSE(supervisor_->tell_hardware({{"do", "stop"}}));
}

TEST_F(SupervisorTest, HardwareThatIsClosedAndOpenedAgainOpensAgain) {
  make(kUntilEnd);
  int gone = 0;
  supervisor_->on_hardware_gone = [&](const auto& problem) {
    EXPECT_FALSE(problem);
    ++gone;
  };
  ASSERT_FALSE(supervisor_->open_hardware("rig.json"));
  ASSERT_TRUE(run_until(loop_, [&] { return supervisor_->hardware_is_open(); }));
  supervisor_->close_hardware();
  ASSERT_FALSE(supervisor_->open_hardware("rig.json"));
  ASSERT_TRUE(
      run_until(loop_, [&] { return gone == 1 && supervisor_->hardware_is_open(); }));
  EXPECT_EQ(supervisor_->state(), RigState::hardware);
}

TEST_F(SupervisorTest, HardwareThatDiesIsAProblemOfTheHardware) {
  make(kUntilEnd);
  std::optional<Problem> why;
  supervisor_->on_hardware_gone = [&](const auto& problem) { why = problem; };
  ASSERT_FALSE(supervisor_->open_hardware("rig.json"));
  ASSERT_TRUE(run_until(loop_, [&] { return supervisor_->hardware_is_open(); }));
  ::kill(supervisor_->child_pid(), SIGKILL);
  ASSERT_TRUE(until(RigState::idle));
  ASSERT_TRUE(why);
  EXPECT_EQ(why->code, "hardware-failed");
}

TEST_F(SupervisorTest, ShuttingDownEndsTheSessionAndStartsNothingMore) {
  make(kUntilEnd);
  ASSERT_FALSE(start());
  ASSERT_TRUE(until(RigState::running));
  bool done = false;
  supervisor_->shut_down([&] { done = true; });
  EXPECT_EQ(start()->code, "rig-busy");
  ASSERT_TRUE(run_until(loop_, [&] { return done; }));
  EXPECT_EQ(orderly_, true);
}

}  // namespace
}  // namespace dyad::server
