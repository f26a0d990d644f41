#include <gtest/gtest.h>

#include "dyad/log/format.hpp"
#include "dyad/log/header_line.hpp"
#include "dyad/log/line_encoder.hpp"
#include "log/log_support.hpp"

namespace dyad::log {
namespace {

using namespace testing;

TEST(SessionLog, ReadsBackEveryRecordThatWasWritten) {
  const TempDir dir;
  const auto records = sample_records();
  write_log(dir.file("a.jsonl"), records);
  const ReadBack back = read_back(dir.file("a.jsonl"));
  ASSERT_FALSE(back.error) << back.error->text();
  EXPECT_EQ(back.records, records);
  EXPECT_TRUE(back.warnings.empty()) << back.warnings.front();
  for (std::size_t i = 0; i < back.seqs.size(); ++i) EXPECT_EQ(back.seqs[i], i + 1);
}

TEST(SessionLog, ReadsBackItsHeader) {
  const TempDir dir;
  write_log(dir.file("a.jsonl"), {});
  auto reader = Reader::open(dir.file("a.jsonl"));
  ASSERT_TRUE(reader.ok()) << reader.error().text();
  Header expected = sample_header();
  EXPECT_NE(reader->header().ring, "");
  expected.ring = reader->header().ring;
  EXPECT_EQ(reader->header(), expected);
  EXPECT_EQ(reader->header().rig.dump(), expected.rig.dump()) << "order of members";
}

TEST(SessionLog, ReplacesWhatIsNotUtf8InAMessage) {
  const TempDir dir;
  Fault fault;
  fault.message = "bad \xC3\x28 \xFF byte";
  write_log(dir.file("a.jsonl"), {fault});
  const ReadBack back = read_back(dir.file("a.jsonl"));
  ASSERT_EQ(back.records.size(), 1U);
  EXPECT_EQ(std::get<Fault>(back.records[0]).message, "bad \uFFFD( \uFFFD byte");
}

TEST(SessionLog, CutsALongMessageAtACharacter) {
  const TempDir dir;
  Fault fault;
  fault.message = std::string(format::kMaxMessageBytes - 1, 'x') + "é and more";
  write_log(dir.file("a.jsonl"), {fault});
  const ReadBack back = read_back(dir.file("a.jsonl"));
  ASSERT_EQ(back.records.size(), 1U);
  EXPECT_EQ(std::get<Fault>(back.records[0]).message,
            std::string(format::kMaxMessageBytes - 1, 'x'));
}

TEST(SessionLog, IsNeverOverwritten) {
  const TempDir dir;
  write_log(dir.file("a.jsonl"), {});
  const std::string before = slurp(dir.file("a.jsonl"));
  const auto again = Writer::create(dir.file("a.jsonl"), sample_header(), {});
  ASSERT_FALSE(again.ok());
  EXPECT_NE(again.error().text().find("never overwritten"), std::string::npos);
  EXPECT_EQ(slurp(dir.file("a.jsonl")), before);
}

TEST(SessionLog, RefusesNamesThatWouldMeanTwoThings) {
  const TempDir dir;
  Header header = sample_header();
  header.subjects = {"A", "A"};
  const auto writer = Writer::create(dir.file("a.jsonl"), header, {});
  ASSERT_FALSE(writer.ok());
  EXPECT_NE(writer.error().what.find("two subjects are named 'A'"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(dir.file("a.jsonl")));
}

TEST(SessionLog, TheLongestRecordFitsItsLimit) {
  Header header = sample_header();
  header.rig["channels"] = nlohmann::ordered_json::object();
  const std::string worst(format::kMaxNameBytes - 2, '"');
  End end;
  end.reason = std::string(2 * format::kMaxMessageBytes, '\x01');
  for (std::size_t i = 0; i < kMaxChannels; ++i) {
    header.rig["channels"][worst + std::to_string(10 + i)] = nullptr;
    end.channels.push_back(
        {static_cast<ChannelIndex>(i), ~std::uint64_t{0}, ~std::uint64_t{0}});
  }
  const auto names = Names::of(header);
  ASSERT_TRUE(names.ok()) << names.error().text();
  LineEncoder encoder(*names);
  EXPECT_LE(encoder.encode(~std::uint64_t{0}, end).size(), format::kMaxRecordBytes);
}

}  // namespace
}  // namespace dyad::log
