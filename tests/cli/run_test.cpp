#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/dyad_command.hpp"

namespace dyad::cli {
namespace {

const std::string kRig = std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/sim.json";
const std::string kSchedules = std::string(DYAD_SOURCE_DIR) + "/rig-configs/schedules/";
const std::string kQuick = kSchedules + "quick-start.json";
const std::string kStaircase = kSchedules + "mouse-cooperation-staircase.json";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string without_header(const std::string& log) {
  return log.substr(log.find('\n') + 1);
}

class RunCommand : public ::testing::Test {
 protected:
  cli::testing::Ran run(const std::vector<std::string>& more,
                        const std::string& schedule = kQuick,
                        const std::string& data = "data") const {
    std::vector<std::string> arguments{"run",    "--rig",      kRig,  "--schedule",
                                       schedule, "--subjects", "A,B", "--data",
                                       data,     "--speed",    "max"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place_.dyad(arguments);
  }
  std::vector<std::string> logs() const { return place_.files("data"); }

  cli::testing::Workplace place_;
};

TEST_F(RunCommand, TheSameSeedGivesTheSameLogToTheByte) {
  const auto log_of_seed = [this](const std::string& seed, const std::string& folder) {
    const auto ran = run({"--seed", seed, "--duration", "10min"}, kQuick, folder);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return without_header(text_of(place_.files(folder).at(0)));
  };
  const std::string first = log_of_seed("7", "first");
  EXPECT_GT(first.size(), 10'000U);
  // Not EXPECT_EQ: a difference would print both logs.
  EXPECT_TRUE(first == log_of_seed("7", "second"));
  EXPECT_TRUE(first != log_of_seed("8", "third"));
}

TEST_F(RunCommand, ASessionNeverOverwritesALog) {
  for (int i = 0; i < 3; ++i) ASSERT_EQ(run({"--duration", "5s"}).exit_code, 0);
  EXPECT_EQ(logs().size(), 3U);
}

TEST_F(RunCommand, SaysWhatItGotOfTheRealTimeSetUpAndHowLateItWoke) {
  const auto ran = place_.dyad({"run", "--rig", kRig, "--schedule", kQuick,
                                "--subjects", "A,B", "--data", "data", "--speed", "100",
                                "--duration", "20s", "--realtime"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  for (const char* what :
       {"memory", "stack", "processor", "timer slack", "sleep states", "priority"}) {
    EXPECT_NE(ran.err.find("real-time: " + std::string(what)), std::string::npos)
        << what << " in " << ran.err;
  }
  EXPECT_NE(ran.out.find("\nLoop lateness: median "), std::string::npos) << ran.out;
}

TEST_F(RunCommand, AsFastAsItGoesNothingWaitsAndNothingIsLate) {
  const auto ran = run({"--duration", "5s", "--realtime"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.err.find("not used with --speed max"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out.find("Loop lateness"), std::string::npos) << ran.out;
}

TEST_F(RunCommand, TheLogReplaysIdentical) {
  ASSERT_EQ(run({}).exit_code, 0);
  const auto replayed = place_.dyad({"replay", logs()[0]});
  EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
  EXPECT_EQ(replayed.out.find("identical"), 0U) << replayed.out;
}

TEST_F(RunCommand, TheStageIsTheOneThatIsDue) {
  EXPECT_NE(run({"--stage", "2"}, kStaircase).out.find("stage 2 of 4"),
            std::string::npos);
  const auto by_name = run({"--stage", "no such stage"}, kStaircase);
  EXPECT_EQ(by_name.exit_code, 2);
  EXPECT_NE(by_name.err.find("\"solo shaping\""), std::string::npos) << by_name.err;
}

TEST_F(RunCommand, FinishedSessionsMoveAPairToItsNextStage) {
  const std::string schedule = R"({"format": "dyad-schedule/1", "name": "Two steps",
    "session": {"duration_s": 20},
    "stages": [
      {"name": "one", "sessions": 2, "window_ms": 3000, "reward_ul": 4},
      {"name": "two", "window_ms": 750, "reward_ul": 4}]})";
  place_.write("two.json", schedule);
  const std::string path = place_.path("two.json");
  EXPECT_NE(run({}, path).out.find("stage 1 of 2 \"one\""), std::string::npos);
  EXPECT_NE(run({}, path).out.find("stage 1 of 2 \"one\""), std::string::npos);
  EXPECT_NE(run({}, path).out.find("stage 2 of 2 \"two\""), std::string::npos);
  // Another pair begins at the beginning.
  const auto others =
      place_.dyad({"run", "--rig", kRig, "--schedule", path, "--subjects", "C,D",
                   "--data", "data", "--speed", "max"});
  EXPECT_NE(others.out.find("stage 1 of 2 \"one\""), std::string::npos) << others.out;
}

TEST_F(RunCommand, EveryProblemOfBothFilesIsSaidBeforeAnythingStarts) {
  place_.write("rig.json", R"({"format": "dyad-rig/1", "nmae": "x"})");
  place_.write("schedule.json", R"({"format": "dyad-schedule/1", "stagse": []})");
  const auto ran = place_.dyad(
      {"run", "--rig", "rig.json", "--schedule", "schedule.json", "--subjects", "A,B"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find("did you mean \"name\""), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("did you mean \"stages\""), std::string::npos) << ran.err;
}

TEST_F(RunCommand, UsageErrorsSayWhatToWrite) {
  EXPECT_EQ(run({"--duration", "5"}).exit_code, 2);
  EXPECT_EQ(place_.dyad({"run", "--rig", kRig, "--schedule", kQuick, "--subjects", "A"})
                .exit_code,
            2);
  EXPECT_EQ(
      place_.dyad({"run", "--rig", kRig, "--schedule", kQuick, "--subjects", "A/B,C"})
          .exit_code,
      2);
  EXPECT_EQ(
      place_.dyad({"run", "--rig", kRig, "--schedule", kQuick, "--subjects", "A,A"})
          .exit_code,
      2);
  EXPECT_EQ(place_
                .dyad({"run", "--rig", kRig, "--schedule", kQuick, "--subjects", "A,B",
                       "--speed", "fast"})
                .exit_code,
            2);
}

TEST_F(RunCommand, AFolderThatCannotBeWrittenIsAnOperatingError) {
  place_.write("data", "a file where the folder should be");
  const auto ran = run({});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_NE(ran.err.find("--data"), std::string::npos) << ran.err;
}

TEST_F(RunCommand, AFaultThatEndsTheSessionIsAnOperatingErrorAndTheEndIsTheLastRecord) {
  std::string rig = text_of(kRig);
  for (std::size_t at = 0;
       (at = rig.find("_per_min\": 3000", at)) != std::string::npos;) {
    rig.replace(at, 15, "_per_min\": 200");
  }
  place_.write("tight.json", rig);
  const auto ran =
      place_.dyad({"run", "--rig", "tight.json", "--schedule", kQuick, "--subjects",
                   "A,B", "--data", "data", "--speed", "max"});
  EXPECT_EQ(ran.exit_code, 3) << ran.err;
  const std::string log = text_of(logs().at(0));
  const std::string last = log.substr(log.rfind('\n', log.size() - 2) + 1);
  EXPECT_NE(last.find("\"type\":\"end\",\"reason\":\"valve_limit\""), std::string::npos)
      << last;
  EXPECT_EQ(place_.dyad({"replay", logs().at(0)}).exit_code, 0);
}

TEST_F(RunCommand, ASeedIsReadExactlyOrRefused) {
  for (const char* seed : {"-1", "18446744073709551616", "1.5", "x"}) {
    EXPECT_EQ(run({"--seed=" + std::string(seed), "--duration", "5s"}).exit_code, 2)
        << seed;
  }
  EXPECT_EQ(run({"--seed", "18446744073709551615", "--duration", "5s"}).exit_code, 0);
  EXPECT_NE(text_of(logs().at(0)).find("\"seed\":18446744073709551615"),
            std::string::npos);
}

TEST_F(RunCommand, AReaderThatGoesAwayDoesNotEndTheSession) {
  const std::string data = place_.path("data");
  int ends[2] = {-1, -1};
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    execl(DYAD_BINARY, "dyad", "run", "--rig", kRig.c_str(), "--schedule",
          kQuick.c_str(), "--subjects", "A,B", "--data", data.c_str(), "--duration",
          "5s", "--speed", "max", nullptr);
    _exit(99);
  }
  close(ends[1]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_NE(text_of(logs().at(0)).find("\"reason\":\"duration\""), std::string::npos);
}

// A real process at real speed, ended by each of the signals a person may send.
class RunSignals : public RunCommand, public ::testing::WithParamInterface<int> {};

TEST_P(RunSignals, EndsInOrderWithASummaryAndACompleteLog) {
  const std::string data = place_.path("live");
  const std::string out = place_.path("out.txt");
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (std::freopen(out.c_str(), "w", stdout) == nullptr) _exit(99);
    execl(DYAD_BINARY, "dyad", "run", "--rig", kRig.c_str(), "--schedule",
          kQuick.c_str(), "--subjects", "A,B", "--data", data.c_str(), "--speed", "1",
          nullptr);
    _exit(99);
  }
  // The first status line says that the session runs.
  while (text_of(out).find("trials") == std::string::npos) {
    ASSERT_EQ(waitpid(child, nullptr, WNOHANG), 0) << "dyad ended by itself";
    usleep(10'000);
  }
  kill(child, GetParam());
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_NE(text_of(out).find("Session ended (operator)"), std::string::npos);
  const auto written = place_.files("live");
  ASSERT_EQ(written.size(), 1U);
  EXPECT_NE(text_of(written[0]).find("\"type\":\"end\",\"reason\":\"operator\""),
            std::string::npos);
  EXPECT_EQ(place_.dyad({"replay", written[0]}).exit_code, 0);
}

// The threads of a process by their policy, the session's first.
std::vector<int> policies_of(pid_t process) {
  std::vector<int> policies{sched_getscheduler(process)};
  const std::string tasks = "/proc/" + std::to_string(process) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    const pid_t thread = std::stoi(task.path().filename().string());
    if (thread != process) policies.push_back(sched_getscheduler(thread));
  }
  return policies;
}

TEST_F(RunCommand, OnlyTheSessionsThreadIsRealTime) {
  const std::string data = place_.path("live");
  const std::string err = place_.path("err.txt");
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (std::freopen(err.c_str(), "w", stderr) == nullptr) _exit(99);
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(99);
    execl(DYAD_BINARY, "dyad", "run", "--rig", kRig.c_str(), "--schedule",
          kQuick.c_str(), "--subjects", "A,B", "--data", data.c_str(), "--realtime",
          nullptr);
    _exit(99);
  }
  // The last that is asked for; the line is written after that.
  while (text_of(err).find("real-time: priority") == std::string::npos) {
    ASSERT_EQ(waitpid(child, nullptr, WNOHANG), 0) << "dyad ended by itself";
    usleep(10'000);
  }
  const std::vector<int> policies = policies_of(child);
  kill(child, SIGTERM);
  waitpid(child, nullptr, 0);
  const bool granted = text_of(err).find("priority: SCHED_FIFO") != std::string::npos;
  EXPECT_EQ(policies.at(0), granted ? SCHED_FIFO | SCHED_RESET_ON_FORK : SCHED_OTHER);
  ASSERT_GE(policies.size(), 4U);  // writer, messages, status line
  for (std::size_t i = 1; i < policies.size(); ++i) EXPECT_EQ(policies[i], SCHED_OTHER);
}

INSTANTIATE_TEST_SUITE_P(Signals, RunSignals,
                         ::testing::Values(SIGINT, SIGTERM, SIGHUP));

}  // namespace
}  // namespace dyad::cli
