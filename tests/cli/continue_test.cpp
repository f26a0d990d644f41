#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/dyad_command.hpp"

namespace dyad::cli {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

const std::string kRig = std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/sim.json";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Json header_of(const std::string& log) {
  const std::string text = text_of(log);
  return Json::parse(text.substr(0, text.find('\n')));
}

// Sessions that a crash cut short: the test cuts their logs.
class ContinueCommand : public ::testing::Test {
 protected:
  ContinueCommand() {
    place_.write("two.json", R"({"format": "dyad-schedule/1", "name": "Two steps",
      "session": {"duration_s": 600},
      "stages": [{"name": "one", "window_ms": 3000, "reward_ul": 4, "sessions": 1},
                 {"name": "two", "window_ms": 750, "reward_ul": 4}]})");
  }
  testing::Ran run(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"run", "--rig",  kRig, "--speed",
                                       "max", "--seed", "7"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place_.dyad(arguments);
  }
  testing::Ran run_new() const {
    return run({"--schedule", "two.json", "--subjects", "A,B", "--stage", "2"});
  }
  // The log of a session, cut after a third of its bytes.
  std::string cut_log() const {
    EXPECT_EQ(run_new().exit_code, 0);
    const std::string log = place_.files("data").at(0);
    std::string text = text_of(log);
    text.resize(text.size() / 3);
    while (text.back() == '\n') text.pop_back();  // within a line, not between two
    std::ofstream(log, std::ios::binary) << text;
    return log;
  }
  static std::int64_t last_time(const std::string& log) {
    const std::string text = text_of(log);
    const auto last = text.rfind("\n{\"seq\"", text.rfind('\n') - 1);
    const auto end = text.find('\n', last + 1);
    return Json::parse(text.substr(last + 1, end - last - 1))["t"];
  }

  testing::Workplace place_;
};

TEST_F(ContinueCommand, GoesOnWithPairScheduleAndStageForTheTimeThatIsLeft) {
  const std::string log = cut_log();
  const std::string before = text_of(log);
  const auto ran = run({"--continue", log});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("stage 2 of 2 \"two\", going on with "));
  EXPECT_TRUE(text_of(log) == before) << "a log is never changed";
  const auto files = place_.files("data");
  ASSERT_EQ(files.size(), 3U);  // the log, its recovery record and the new log
  std::string next;
  for (const std::string& file : files) {
    if (file != log && file.ends_with(".jsonl")) next = file;
  }
  const Json header = header_of(next);
  EXPECT_EQ(header["continues"]["log"], std::filesystem::path(log).stem().string());
  const std::int64_t ended_us = header["continues"]["t_us"];
  EXPECT_EQ(ended_us, last_time(log));
  EXPECT_EQ(header["subjects"], Json({"A", "B"}));
  EXPECT_EQ(header["stage"], 1);
  const std::int64_t left_ms = (600'000'000 - ended_us) / 1000;
  EXPECT_EQ(last_time(next), left_ms * 1000);
  EXPECT_EQ(place_.dyad({"replay", next}).exit_code, 0);
  const auto progress =
      place_.dyad({"progress", "--schedule", "two.json", "--data", "data"});
  EXPECT_THAT(progress.out, HasSubstr("1 session, of which 1 counts"));
  EXPECT_THAT(progress.out, HasSubstr(".jsonl + "));
}

TEST_F(ContinueCommand, ASessionThatIsOverIsRefusedWithWhatToDo) {
  ASSERT_EQ(run_new().exit_code, 0);
  const auto ran = run({"--continue", place_.files("data").at(0)});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("planned end (duration)"));
  EXPECT_THAT(ran.err, HasSubstr("Start a new session"));
  EXPECT_EQ(place_.files("data").size(), 1U);
}

TEST_F(ContinueCommand, NothingThatTheLogTellsMayBeGiven) {
  const std::string log = cut_log();
  for (const char* option : {"--schedule", "--subjects", "--stage", "--duration"}) {
    EXPECT_EQ(run({"--continue", log, option, "x"}).exit_code, 2) << option;
  }
  EXPECT_EQ(run({}).exit_code, 2);
  EXPECT_THAT(run({}).err, HasSubstr("--schedule"));
  EXPECT_THAT(run({"--schedule", "two.json"}).err, HasSubstr("--subjects"));
}

TEST_F(ContinueCommand, RecoverSaysBesideTheLogHowItWasFound) {
  const std::string log = cut_log();
  const auto recovered = place_.dyad({"recover", log});
  EXPECT_EQ(recovered.exit_code, 0) << recovered.err;
  EXPECT_THAT(recovered.out, HasSubstr(".recovery.json"));
  const std::string beside =
      std::filesystem::path(log).replace_extension(".recovery.json").string();
  const Json record = Json::parse(text_of(beside));
  EXPECT_EQ(record["format"], "dyad-recovery/1");
  EXPECT_EQ(record["last_t_us"], last_time(log));
  EXPECT_EQ(record["whole_bytes"], text_of(log).rfind('\n') + 1);
  EXPECT_GT(record["torn_bytes"], 0);
}

}  // namespace
}  // namespace dyad::cli
