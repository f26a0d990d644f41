#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "analysis/log_file.hpp"
#include "dyad/analysis/history.hpp"
#include "dyad/log/header_line.hpp"
#include "dyad/log/line_encoder.hpp"

namespace dyad::analysis {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Sessions that were interrupted, and the logs that continue them.
class ContinuedHistory : public ::testing::Test {
 protected:
  // One trial for each outcome; without a reason there is no end record.
  void write(const std::string& id, const std::string& continues,
             const std::vector<Outcome>& outcomes, const std::string& reason) {
    log::Header header;
    header.source = "sim";
    header.rig = Json::parse(R"({"channels": {}, "devices": {}})");
    header.schedule = Json::parse(R"({"name": "S", "stages": [{"name": "one"}]})");
    header.subjects = {"A", "B"};
    header.anchor.utc_us = ++begun_;
    if (!continues.empty()) header.continues = log::Continued{continues, Time()};
    std::ofstream file(folder_.of(id + ".jsonl"), std::ios::binary);
    file << *log::encode_header(header);
    const log::Names names = *log::Names::of(header);
    log::LineEncoder encoder(names);
    std::uint64_t seq = 0;
    TrialNumber trial = 0;
    for (const Outcome outcome : outcomes) {
      note::TrialOutcome decided;
      decided.outcome = outcome;
      decided.ambiguous = outcome == Outcome::miss;
      file << encoder.encode(++seq, Note{Time(), ++trial, note::TrialStart{}});
      file << encoder.encode(++seq, Note{Time(), trial, decided});
    }
    if (!reason.empty()) file << encoder.encode(++seq, log::End{Time(), reason, {}});
  }
  std::vector<PastSession> sessions() const {
    const auto histories = read_histories({folder_.path, "S"});
    return histories.pairs.empty() ? std::vector<PastSession>()
                                   : histories.pairs[0].sessions;
  }
  std::string path(const std::string& id) const { return folder_.of(id + ".jsonl"); }

  const testing::Folder folder_;
  std::int64_t begun_ = 0;
};

constexpr auto kYes = Outcome::coordinated;
constexpr auto kNo = Outcome::miss;

TEST_F(ContinuedHistory, ALogAndThoseThatContinueItAreOneSession) {
  write("z", "", {kYes, kNo}, "");
  write("m", "z", {kNo}, "daemon_died");
  write("a", "m", {kYes, kYes}, "duration");
  write("own", "", {kNo}, "duration");
  const auto all = sessions();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].log, path("z"));
  EXPECT_THAT(all[0].continued_in, ElementsAre(path("m"), path("a")));
  EXPECT_THAT(all[0].coordinated, ElementsAre(true, false, false, true, true));
  EXPECT_EQ(all[0].trials, 5U);
  EXPECT_EQ(all[0].ambiguous, 2U);
  EXPECT_EQ(all[0].ended_by, "duration");
  EXPECT_EQ(all[0].not_planned, "");
  EXPECT_EQ(all[1].log, path("own"));
}

TEST_F(ContinuedHistory, ItCountsOnlyIfTheLastPartCameToItsPlannedEnd) {
  write("a", "", {kYes}, "");
  EXPECT_NE(sessions().at(0).not_planned, "");
  write("b", "a", {kYes}, "operator");
  ASSERT_EQ(sessions().size(), 1U);
  EXPECT_THAT(sessions()[0].not_planned, HasSubstr("operator"));
  write("c", "b", {kYes}, "max_trials");
  ASSERT_EQ(sessions().size(), 1U);
  EXPECT_EQ(sessions()[0].not_planned, "");
}

TEST_F(ContinuedHistory, APartWithoutItsBeginningDoesNotCount) {
  write("b", "a", {kYes}, "duration");
  ASSERT_EQ(sessions().size(), 1U);
  EXPECT_THAT(sessions()[0].not_planned, HasSubstr("continues a"));
}

TEST_F(ContinuedHistory, OneLogIsContinuedOnce) {
  write("a", "", {kYes}, "");
  write("b", "a", {kYes}, "duration");
  write("c", "a", {kNo}, "duration");
  const auto all = sessions();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0].continued_in, ElementsAre(path("b")));
  EXPECT_EQ(all[0].not_planned, "");
  EXPECT_THAT(all[1].not_planned, HasSubstr("continued before"));
}

}  // namespace
}  // namespace dyad::analysis
