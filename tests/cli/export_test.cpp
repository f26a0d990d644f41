#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "dyad/log/writer.hpp"

namespace dyad::cli {
namespace {

class ExportCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name =
        (std::filesystem::temp_directory_path() / "dyad-export-XXXXXX").string();
    dir = ::mkdtemp(name.data());
    log::Header header;
    header.subjects = {"m1", "m2"};
    header.rig = nlohmann::ordered_json::parse(
        R"({"subjects": ["left", "right"], "devices": {"sim": {}},
            "channels": {"poke": {"subject": "left"}}})");
    auto writer = log::Writer::create(file("log.jsonl"), header, {});
    ASSERT_TRUE(writer.ok()) << writer.error().text();
    Input edge;
    edge.source = 0;
    edge.channel = 0;
    (*writer)->append(edge);
    (*writer)->append(log::UnfedEdge{edge});
    (*writer)->append(ClockSample{.source = 0});
    (*writer)->append(
        BoardDecision{.source = 0, .trial = 1, .time = Time::from_us(4), .first = {}});
    (*writer)->append(Note{Time::from_us(5), 1, note::TrialStart{}});
    (*writer)->append(log::End{Time::from_us(9), "duration", {}});
    ASSERT_TRUE((*writer)->close().ok());
  }
  void TearDown() override { std::filesystem::remove_all(dir); }

  std::string file(const std::string& name) const { return (dir / name).string(); }
  static std::string slurp(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  // Runs dyad; keeps what it printed in "out" and "err".
  int dyad(const std::string& arguments) const {
    const std::string command = std::string(DYAD_BINARY) + " " + arguments + " >" +
                                file("out") + " 2>" + file("err");
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string tables() const {
    return file("log.jsonl") + " --trials " + file("t.csv") + " --events " +
           file("e.csv");
  }

  std::filesystem::path dir;
};

TEST_F(ExportCommand, WritesBothTables) {
  ASSERT_EQ(dyad("export " + tables()), 0) << slurp(file("err"));
  EXPECT_NE(slurp(file("t.csv")).find("\r\nlog.jsonl,1,5,0.000005,"),
            std::string::npos);
  EXPECT_NE(slurp(file("e.csv")).find("\r\n0.000000,0,input,m1,poke,"),
            std::string::npos);
  EXPECT_NE(slurp(file("e.csv")).find("\r\n0.000000,0,unfed_edge,m1,poke,"),
            std::string::npos);
  EXPECT_NE(slurp(file("e.csv")).find("\r\n0.000004,4,board_decision,,,,,,,miss,"),
            std::string::npos);
  EXPECT_NE(slurp(file("out")).find("1 trials"), std::string::npos);
}

TEST_F(ExportCommand, PrintsJsonOnRequest) {
  ASSERT_EQ(dyad("export --json " + tables()), 0);
  const auto json = nlohmann::json::parse(slurp(file("out")));
  EXPECT_EQ(json["trials"]["rows"], 1);
  EXPECT_EQ(json["trials"]["path"], file("t.csv"));
  EXPECT_EQ(json["events"]["rows"], 3);
  EXPECT_TRUE(json["warnings"].empty());
}

TEST_F(ExportCommand, ReplacesAFileOnlyWhenForced) {
  std::ofstream(file("t.csv")) << "precious";
  EXPECT_EQ(dyad("export " + tables()), 3);
  EXPECT_EQ(slurp(file("t.csv")), "precious");
  EXPECT_FALSE(std::filesystem::exists(file("e.csv")));
  EXPECT_NE(slurp(file("err")).find("--force"), std::string::npos);
  EXPECT_EQ(dyad("export --force " + tables()), 0);
  EXPECT_NE(slurp(file("t.csv")), "precious");
}

TEST_F(ExportCommand, LeavesNothingBehindWhenTheLogIsDamaged) {
  std::string bytes = slurp(file("log.jsonl"));
  bytes[bytes.find("{\"seq\":1,") + 7] = '7';
  std::ofstream(file("log.jsonl"), std::ios::binary) << bytes;
  EXPECT_EQ(dyad("export " + tables()), 3);
  EXPECT_NE(slurp(file("err")).find(":2: "), std::string::npos) << slurp(file("err"));
  EXPECT_NE(slurp(file("err")).find("--salvage"), std::string::npos);
  const auto left = std::filesystem::directory_iterator(dir);
  EXPECT_EQ(std::distance(begin(left), end(left)), 3) << "the log, out and err";
  EXPECT_EQ(dyad("export --salvage " + tables()), 0);
  EXPECT_NE(slurp(file("err")).find("left out"), std::string::npos);
}

TEST_F(ExportCommand, AsksForAtLeastOneTableAndForDifferentFiles) {
  EXPECT_EQ(dyad("export " + file("log.jsonl")), 2);
  EXPECT_EQ(
      dyad("export --force " + file("log.jsonl") + " --trials " + file("log.jsonl")),
      2);
  EXPECT_EQ(dyad("export"), 2);
  EXPECT_EQ(dyad("export --trials " + file("t.csv") + " " + file("missing")), 3);
}

TEST_F(ExportCommand, RecoverSaysThatThereIsNothingToDo) {
  const std::string before = slurp(file("log.jsonl"));
  EXPECT_EQ(dyad("recover " + file("log.jsonl")), 0);
  EXPECT_NE(slurp(file("out")).find("nothing of it is left"), std::string::npos);
  EXPECT_EQ(slurp(file("log.jsonl")), before);
  EXPECT_EQ(dyad("recover " + file("missing")), 3);
}

}  // namespace
}  // namespace dyad::cli
