#include "dyad/log/recovery.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "dyad/log/header_line.hpp"
#include "dyad/log/tail.hpp"
#include "log/log_support.hpp"

namespace dyad::log {
namespace {

using namespace testing;

// A log of the samples, cut as by a power cut.
class RecoveryTest : public ::testing::Test {
 protected:
  RecoveryTest() { write_log(path_, sample_records()); }

  // Leaves `lines` lines and `torn` bytes of the next.
  void cut(std::size_t lines, std::size_t torn) const {
    const std::string whole = slurp(path_);
    std::size_t at = 0;
    for (std::size_t i = 0; i < lines; ++i) at = whole.find('\n', at) + 1;
    spill(path_, whole.substr(0, at + torn));
  }
  std::string record_path() const { return folder_.file("a.recovery.json"); }

  TempDir folder_;
  std::string path_ = folder_.file("a.jsonl");
};

TEST_F(RecoveryTest, ALogWithoutEndIsDescribedBesideItAndLeftAsItIs) {
  cut(5, 7);
  const std::string before = slurp(path_);
  const auto closed = close_interrupted(path_, "9.8.7");
  ASSERT_TRUE(closed.ok()) << closed.error().text();
  const RecoveryRecord& record = closed.value().record.value();
  EXPECT_EQ(record.log, "a.jsonl");
  EXPECT_EQ(record.log_bytes, before.size());
  EXPECT_EQ(record.whole_bytes, before.size() - 7);
  EXPECT_EQ(record.torn_bytes(), 7U);
  EXPECT_EQ(record.last_seq, 4U);
  EXPECT_EQ(record.last_time, time_of(sample_records()[3]));
  EXPECT_EQ(before.substr(before.size() - 7 - 11, 8), record.last_crc);
  EXPECT_EQ(record.ring_records, 0U);
  EXPECT_EQ(record.program_version, "9.8.7");
  EXPECT_EQ(record.closed_utc.size(), 20U);
  EXPECT_TRUE(slurp(path_) == before);
  const auto read = read_recovery(path_);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().value(), record);
}

TEST_F(RecoveryTest, WhatWasSaidFirstIsNeverOverwritten) {
  cut(5, 7);
  ASSERT_TRUE(close_interrupted(path_, "1").ok());
  const std::string said = slurp(record_path());
  const auto again = close_interrupted(path_, "2");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.value().record->program_version, "1");
  EXPECT_EQ(slurp(record_path()), said);
  // And nothing else lies about.
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(path_).parent_path())) {
    ++files;
  }
  EXPECT_EQ(files, 2U);
}

TEST_F(RecoveryTest, ALogThatHasItsEndNeedsNone) {
  std::vector<Record> records = sample_records();
  std::erase_if(records,
                [](const Record& r) { return std::holds_alternative<End>(r); });
  records.push_back(End{Time::from_us(9), "duration", {}});
  write_log(folder_.file("b.jsonl"), records);
  const auto closed = close_interrupted(folder_.file("b.jsonl"), "1");
  ASSERT_TRUE(closed.ok()) << closed.error().text();
  EXPECT_FALSE(closed.value().record);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("b.recovery.json")));
}

TEST_F(RecoveryTest, ALogOfNothingButItsHeaderIsOneThatDied) {
  cut(1, 0);
  const auto closed = close_interrupted(path_, "1");
  ASSERT_TRUE(closed.ok()) << closed.error().text();
  EXPECT_EQ(closed.value().record->last_seq, 0U);
  EXPECT_EQ(closed.value().record->last_time, Time());
}

TEST_F(RecoveryTest, AFileThatIsNoRecordIsSaidToBeSo) {
  cut(5, 0);
  spill(record_path(), "{}");
  EXPECT_FALSE(read_recovery(path_).ok());
  EXPECT_FALSE(close_interrupted(path_, "1").ok());
  EXPECT_EQ(slurp(record_path()), "{}");
}

TEST_F(RecoveryTest, ASessionCanBeDismissedTwice) {
  EXPECT_FALSE(dismissed(path_));
  ASSERT_TRUE(dismiss(path_).ok());
  ASSERT_TRUE(dismiss(path_).ok());
  EXPECT_TRUE(dismissed(path_));
}

TEST_F(RecoveryTest, ASessionThatLivesIsRefused) {
  auto writer = Writer::create(folder_.file("c.jsonl"), sample_header(), {});
  ASSERT_TRUE(writer.ok());
  (*writer)->start();
  const auto closed = close_interrupted(folder_.file("c.jsonl"), "1");
  EXPECT_FALSE(closed.ok());
  EXPECT_FALSE(std::filesystem::exists(folder_.file("c.recovery.json")));
}

TEST(LogTail, IsFoundWhateverTheLengthOfTheLines) {
  const TempDir folder;
  const std::string path = folder.file("a.jsonl");
  Header header = sample_header();
  header.host = std::string(300'000, 'x');  // a line longer than the first look
  spill(path, *encode_header(header));
  const auto tail = read_tail(path);
  ASSERT_TRUE(tail.ok()) << tail.error().text();
  EXPECT_EQ(tail.value().whole_bytes, slurp(path).size());
  EXPECT_FALSE(tail.value().end_reason);
}

TEST(LogTail, ADamagedLastLineIsAnError) {
  const TempDir folder;
  const std::string path = folder.file("a.jsonl");
  write_log(path, sample_records());
  overwrite(path, slurp(path).size() - 20, '#');
  EXPECT_FALSE(read_tail(path).ok());
  spill(path, "");
  EXPECT_FALSE(read_tail(path).ok());
}

}  // namespace
}  // namespace dyad::log
