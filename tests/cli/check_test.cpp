#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "dyad/cli/exit_code.hpp"

namespace dyad::cli {
namespace {

struct Ran {
  int exit_code = -1;
  std::string output;
};

Ran run(const std::string& arguments) {
  FILE* pipe = popen((std::string(DYAD_BINARY) + " " + arguments).c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  Ran ran;
  std::array<char, 4096> part{};
  while (const std::size_t n = fread(part.data(), 1, part.size(), pipe)) {
    ran.output.append(part.data(), n);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ran.exit_code = WEXITSTATUS(status);
  return ran;
}

const std::string kRig = DYAD_SOURCE_DIR "/rig-configs/rigs/sim.json";
const std::string kSchedule = DYAD_SOURCE_DIR "/rig-configs/schedules/quick-start.json";
const std::string kBad =
    DYAD_SOURCE_DIR "/tests/config/corpus/bad/rig-several-problems.json";

class Check : public testing::Test {
 protected:
  // A file of its own for each test.
  std::string file_with(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() /
      ("dyad_check_" + std::to_string(getpid()) + "_" +
       testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Check, SaysOkOnALineForEachGoodFile) {
  const Ran ran = run("check " + kRig + " " + kSchedule);
  EXPECT_EQ(ran.exit_code, kFine);
  EXPECT_EQ(ran.output,
            "ok " + kRig +
                " (rig \"Two simulated mice\": 2 subjects, 6 channels)\nok " +
                kSchedule + " (schedule \"Quick start\": 1 stage)\n");
}

TEST_F(Check, ListsEveryProblemOfABadFileAndAnswersNo) {
  const Ran ran = run("check " + kBad + " " + kRig);
  EXPECT_EQ(ran.exit_code, kNo);
  EXPECT_EQ(ran.output.find(kBad + ":3:11: /name: the number 3; expected a text"), 0U)
      << ran.output;
  EXPECT_NE(ran.output.find("\ninvalid " + kBad + " (5 problems)\nok "),
            std::string::npos)
      << ran.output;
}

TEST_F(Check, HoldsARigAndAScheduleAgainstEachOther) {
  const std::string schedule = file_with("s.json", R"({
    "format": "dyad-schedule/1", "name": "x", "session": { "duration_min": 1 },
    "stages": [{ "name": "one", "window_ms": 750, "reward_ul": 100 }]})");
  EXPECT_EQ(run("check " + schedule).exit_code, kFine);
  const Ran ran = run("check " + schedule + " " + kRig);
  EXPECT_EQ(ran.exit_code, kNo);
  EXPECT_NE(
      ran.output.find("/stages/0/reward_ul: a reward of 100 µl; expected at most"),
      std::string::npos)
      << ran.output;
}

TEST_F(Check, RefusesAFileThatIsNeitherRigNorSchedule) {
  const std::string other = file_with("o.json", "{\n  \"format\": \"dyad-rigg/1\"}");
  const Ran ran = run("check " + other);
  EXPECT_EQ(ran.exit_code, kNo);
  EXPECT_EQ(ran.output.find(other + ":2:13: /format: \"dyad-rigg/1\"; expected one of "
                                    "\"dyad-rig/1\", \"dyad-schedule/1\"; did you mean "
                                    "\"dyad-rig/1\"?\n"),
            0U)
      << ran.output;
  EXPECT_EQ(run("check " + file_with("l.json", "[]")).exit_code, kNo);
  EXPECT_EQ(run("check " + file_with("e.json", "{}")).exit_code, kNo);
}

TEST_F(Check, CallsAnUnreadableFileAnOperatingErrorAndChecksTheOthers) {
  const Ran ran = run("check /nonexistent.json " + kRig);
  EXPECT_EQ(ran.exit_code, kOperatingError);
  EXPECT_NE(ran.output.find("/nonexistent.json: cannot be read: No such file"),
            std::string::npos);
  EXPECT_NE(ran.output.find("\nok " + kRig), std::string::npos) << ran.output;
}

TEST_F(Check, WithoutFilesIsAUsageError) {
  EXPECT_EQ(run("check 2>/dev/null").exit_code, kUsage);
}

TEST_F(Check, PrintsJsonForMachines) {
  const Ran ran = run("check --json " + kBad + " " + kRig);
  EXPECT_EQ(ran.exit_code, kNo);
  const auto json = nlohmann::json::parse(ran.output);
  ASSERT_EQ(json["files"].size(), 2U);
  const auto& bad = json["files"][0];
  EXPECT_EQ(bad["file"], kBad);
  EXPECT_EQ(bad["valid"], false);
  EXPECT_EQ(bad["kind"], "rig");
  ASSERT_EQ(bad["problems"].size(), 5U);
  EXPECT_EQ(bad["problems"][0]["line"], 3);
  EXPECT_EQ(bad["problems"][0]["column"], 11);
  EXPECT_EQ(bad["problems"][0]["pointer"], "/name");
  EXPECT_EQ(json["files"][1]["valid"], true);
  EXPECT_EQ(json["files"][1]["problems"], nlohmann::json::array());
}

}  // namespace
}  // namespace dyad::cli
