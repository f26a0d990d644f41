#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "dyad/log/crc32c.hpp"
#include "dyad/log/format.hpp"
#include "log/log_support.hpp"

namespace dyad::log {
namespace {

using namespace testing;

class DamagedLog : public ::testing::Test {
 protected:
  void SetUp() override {
    write_log(path, records);
    bytes = slurp(path);
  }
  ReadBack read(const std::string& damaged, bool salvage = false) {
    spill(path, damaged);
    return read_back(path, {salvage});
  }
  // Where the n-th line begins, the header being line 1.
  std::size_t start_of_line(std::size_t n) const {
    std::size_t at = 0;
    for (std::size_t i = 1; i < n; ++i) at = bytes.find('\n', at) + 1;
    return at;
  }
  std::string with_crc(std::string line) const {
    line.resize(line.size() + format::kTrailerBytes);
    const std::size_t before = line.size() - format::kTrailerBytes;
    write_trailer(std::string_view(line).substr(0, before), &line[before]);
    return line + '\n';
  }

  TempDir dir;
  std::string path = dir.file("a.jsonl");
  std::vector<Record> records = sample_records();
  std::string bytes;
};

// Every record that was read is one that was written, in the order of writing.
bool is_subsequence(const std::vector<Record>& read,
                    const std::vector<Record>& written) {
  auto at = written.begin();
  for (const Record& record : read) {
    at = std::find(at, written.end(), record);
    if (at == written.end()) return false;
    ++at;
  }
  return true;
}

TEST_F(DamagedLog, NeverGivesAWrongRecordSilentlyWhicheverByteIsFlipped) {
  constexpr std::array<char, 3> kMasks{'\x01', '\x20', '\x7f'};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char flipped = static_cast<char>(bytes[i] ^ kMasks[i % kMasks.size()]);
    overwrite(path, i, flipped);
    for (const bool salvage : {false, true}) {
      const ReadBack back = read_back(path, {salvage});
      EXPECT_TRUE(back.error || !back.warnings.empty()) << "byte " << i;
      EXPECT_TRUE(is_subsequence(back.records, records)) << "byte " << i;
      if (salvage && i >= start_of_line(2)) {
        // A flipped newline takes both its lines with it.
        EXPECT_GE(back.records.size() + 2, records.size()) << "byte " << i;
        EXPECT_FALSE(back.error);
      }
    }
    overwrite(path, i, bytes[i]);
  }
}

TEST_F(DamagedLog, GivesEveryWholeLineWhereverItIsCutOff) {
  for (std::size_t size = bytes.size() - 1; size > 0; --size) {
    std::filesystem::resize_file(path, size);
    const ReadBack back = read_back(path);
    if (size < start_of_line(2)) {
      EXPECT_TRUE(back.error);
      continue;
    }
    ASSERT_FALSE(back.error) << back.error->text();
    const std::string_view left = std::string_view(bytes).substr(0, size);
    const auto whole = std::count(left.begin(), left.end(), '\n');
    ASSERT_EQ(back.records.size(), static_cast<std::size_t>(whole) - 1);
    EXPECT_TRUE(is_subsequence(back.records, records));
    const bool told =
        std::any_of(back.warnings.begin(), back.warnings.end(),
                    [](const auto& w) { return w.find("torn") != std::string::npos; });
    EXPECT_EQ(left.back() != '\n', told) << size;
  }
}

TEST_F(DamagedLog, DropsALastLineWithAWrongCrcAndSaysSo) {
  std::string damaged = bytes;
  damaged[damaged.size() - 5] ^= 1;
  const ReadBack back = read(damaged);
  EXPECT_FALSE(back.error);
  EXPECT_EQ(back.records.size(), records.size() - 1);
  ASSERT_FALSE(back.warnings.empty());
  EXPECT_NE(back.warnings[0].find("torn"), std::string::npos);
}

TEST_F(DamagedLog, StopsAtADamagedLineAndNamesItAndTheWayPastIt) {
  std::string damaged = bytes;
  damaged[start_of_line(4) + 8] ^= 1;
  const ReadBack back = read(damaged);
  ASSERT_TRUE(back.error);
  EXPECT_NE(back.error->what.find(path + ":4: "), std::string::npos)
      << back.error->what;
  EXPECT_NE(back.error->remedy.find("--salvage"), std::string::npos);
  EXPECT_EQ(back.records.size(), 2U);
}

TEST_F(DamagedLog, SalvageReadsPastDamageAndReportsEachLineAndTheGap) {
  std::string damaged = bytes;
  damaged[start_of_line(4) + 8] ^= 1;
  damaged[start_of_line(6) + 8] ^= 1;
  const ReadBack back = read(damaged, true);
  EXPECT_FALSE(back.error);
  EXPECT_EQ(back.records.size(), records.size() - 2);
  std::string all;
  for (const auto& warning : back.warnings) all += warning + "\n";
  EXPECT_NE(all.find(":4: left out"), std::string::npos) << all;
  EXPECT_NE(all.find(":6: left out"), std::string::npos) << all;
  EXPECT_NE(all.find("record 4 stands where record 3 was expected"), std::string::npos);
  EXPECT_NE(all.find("2 damaged lines left out"), std::string::npos) << all;
}

TEST_F(DamagedLog, AMissingLineIsAnErrorByTheGapInSeq) {
  std::string damaged = bytes;
  damaged.erase(start_of_line(3), start_of_line(5) - start_of_line(3));
  const ReadBack back = read(damaged);
  ASSERT_TRUE(back.error);
  EXPECT_NE(back.error->what.find("record 4 stands where record 2 was expected"),
            std::string::npos);
  EXPECT_EQ(back.records.size(), 1U);
  const ReadBack salvaged = read(damaged, true);
  EXPECT_FALSE(salvaged.error);
  EXPECT_EQ(salvaged.records.size(), records.size() - 2);
}

TEST_F(DamagedLog, ReportsAnUnreadableLineWithAGoodCrc) {
  const std::size_t at = start_of_line(3);
  const std::string bad = with_crc(R"({"seq":2,"t":1,"type":"raw_edge","active":3)");
  const ReadBack back = read(bytes.substr(0, at) + bad + bytes.substr(at));
  ASSERT_TRUE(back.error);
  EXPECT_NE(back.error->what.find(":3: "), std::string::npos);
  EXPECT_NE(back.error->what.find("\"active\""), std::string::npos) << back.error->what;
}

TEST_F(DamagedLog, SaysHowManyRecordsWereOfUnknownTypesAndKinds) {
  const auto line = [this](std::size_t after, const std::string& rest) {
    return with_crc(R"({"seq":)" + std::to_string(records.size() + after) + rest);
  };
  const std::string more =
      line(1, R"(,"t":1,"type":"weather")") +
      line(2, R"(,"t":1,"type":"fault","kind":"flood","count":0,"message":"wet")");
  const ReadBack back = read(bytes + more + bytes.substr(start_of_line(2), 0));
  EXPECT_FALSE(back.error);
  EXPECT_EQ(back.records.size(), records.size());
  ASSERT_EQ(back.warnings.size(), 1U);
  EXPECT_NE(back.warnings[0].find("2 records of a type or kind"), std::string::npos);
}

TEST_F(DamagedLog, SaysWhenThereIsNoEndRecord) {
  const ReadBack back = read(bytes.substr(0, start_of_line(records.size() + 1)));
  ASSERT_EQ(back.warnings.size(), 1U);
  EXPECT_NE(back.warnings[0].find("no end record"), std::string::npos);
}

TEST_F(DamagedLog, RefusesAnotherMajorVersionOfTheFormat) {
  for (const std::string version : {"dyad-log/2", "dyad-log/10", "other/1"}) {
    std::string header = bytes.substr(0, start_of_line(2) - 1 - format::kTrailerBytes);
    header.replace(header.find("dyad-log/1"), 10, version);
    const ReadBack back = read(with_crc(header));
    ASSERT_TRUE(back.error) << version;
    EXPECT_NE(back.error->what.find("\"" + version + "\""), std::string::npos);
  }
  std::string minor = bytes.substr(0, start_of_line(2) - 1 - format::kTrailerBytes);
  minor.replace(minor.find("dyad-log/1"), 10, "dyad-log/1.3");
  EXPECT_FALSE(read(with_crc(minor)).error);
}

TEST_F(DamagedLog, RefusesWhatIsNotALog) {
  for (const char* text :
       {"", "\n", "hello\n", "{}\n", "[1]\n", "{\"type\":\"header\"}\n"}) {
    const ReadBack back = read(text);
    ASSERT_TRUE(back.error) << text;
    EXPECT_NE(back.error->what.find(path), std::string::npos);
    EXPECT_FALSE(back.error->remedy.empty());
  }
  EXPECT_TRUE(read_back(dir.file("missing.jsonl")).error);
  EXPECT_TRUE(read_back("/").error);
}

TEST_F(DamagedLog, LineTextIsTheLineAsItStands) {
  auto reader = Reader::open(path);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(reader->line_text(3) + "\n",
            bytes.substr(start_of_line(3), start_of_line(4) - start_of_line(3)));
  EXPECT_EQ(reader->line_text(1000), "");
}

}  // namespace
}  // namespace dyad::log
