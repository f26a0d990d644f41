#include "dyad/cli/log_path.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "dyad/core/utc_text.hpp"

namespace dyad::cli {
namespace {

constexpr std::int64_t kUtc_us = 1'795'424'700'000'123;  // 2026-11-23 09:05:00.000123

TEST(UtcText, IsIso8601) {
  EXPECT_EQ(utc_text(kUtc_us), "2026-11-23T09:05:00.000123Z");
  EXPECT_EQ(utc_compact(kUtc_us), "20261123T090500Z");
}

class LogPath : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }
  const std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                        ("log_path_" + std::to_string(getpid()));
};

TEST_F(LogPath, CarriesUtcAndSubjectsAndMakesTheFolder) {
  const auto path = new_log_path((folder_ / "a" / "b").string(), kUtc_us, {"M1", "M2"});
  ASSERT_TRUE(path.ok());
  EXPECT_EQ(*path, (folder_ / "a" / "b" / "20261123T090500Z_M1-M2.jsonl").string());
  EXPECT_TRUE(std::filesystem::is_directory(folder_ / "a" / "b"));
}

TEST_F(LogPath, ATakenNameGetsANumber) {
  for (const char* expected :
       {"20261123T090500Z_M1-M2.jsonl", "20261123T090500Z_M1-M2-2.jsonl",
        "20261123T090500Z_M1-M2-3.jsonl"}) {
    const auto path = new_log_path(folder_.string(), kUtc_us, {"M1", "M2"});
    ASSERT_TRUE(path.ok());
    EXPECT_EQ(std::filesystem::path(*path).filename(), expected);
    std::ofstream(*path) << "taken";
  }
}

TEST_F(LogPath, AFolderThatCannotBeMadeIsAnErrorWithARemedy) {
  std::filesystem::create_directories(folder_);
  std::ofstream(folder_ / "file") << "x";
  const auto path =
      new_log_path((folder_ / "file" / "data").string(), kUtc_us, {"A", "B"});
  ASSERT_FALSE(path.ok());
  EXPECT_NE(path.error().remedy.find("--data"), std::string::npos);
}

}  // namespace
}  // namespace dyad::cli
