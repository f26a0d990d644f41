#include "dyad/analysis/session_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/log_file.hpp"

namespace dyad::analysis {
namespace {

using ::testing::HasSubstr;
using namespace testing;  // NOLINT: the helpers of log_file.hpp

std::vector<log::Record> trials(const std::vector<Outcome>& outcomes) {
  std::vector<log::Record> records;
  TrialNumber number = 0;
  for (const Outcome outcome : outcomes) {
    ++number;
    records.push_back(started(number, number * 1000));
    records.push_back(decided(number, number * 1000 + 500, outcome));
  }
  return records;
}

SessionSummary summary(const std::vector<log::Record>& records) {
  SummaryGatherer gatherer(testing::header());
  for (const log::Record& record : records) gatherer.add(record);
  return gatherer.summary();
}

TEST(SessionSummary, OfALogIsTheShapeOfTheControlApi) {
  const Folder folder;
  auto records = trials({Outcome::coordinated, Outcome::miss, Outcome::coordinated,
                         Outcome::omission, Outcome::error, Outcome::aborted});
  records.push_back(reward(1, 1, 6600, 0, 5000));
  records.push_back(reward(2, 1, 6600, 1, 4000));
  records.push_back(ended(7000));
  write_file(folder.of("x.jsonl"),
             log_text(testing::header(1'795'521'845'000'000), records));
  const auto read = read_summary(folder.of("x.jsonl"));
  ASSERT_TRUE(read);
  EXPECT_EQ(
      summary_json(*read).dump(),
      R"({"began_utc":"2026-11-24T12:04:05.000000Z","subjects":["M1","M2"],)"
      R"("schedule":"two steps","stage":{"index":1,"name":"two"},"rig":"Two simulated mice",)"
      R"("source":"sim","planned_us":1800000000,"lasted_us":7000,"end_reason":"duration",)"
      R"("trials":6,"coordinated":2,"missed":1,"omissions":1,"errors":1,"aborted":1,)"
      R"("ambiguous":0,"success_permille":400,"volume_nl":[5000,4000],"continues":null,)"
      R"("problem":null})");
}

TEST(SessionSummary, NamesTheSessionThatItGoesOnWith) {
  log::Header header = testing::header();
  header.continues = log::Continued{"20261124T090000Z_M1-M2", Time::from_us(5)};
  EXPECT_EQ(summary_json(SummaryGatherer(header).summary())["continues"],
            "20261124T090000Z_M1-M2");
}

TEST(SessionSummary, OfALogThatWasCutShortSaysNoReason) {
  const SessionSummary result = summary(trials({Outcome::miss}));
  EXPECT_FALSE(result.end_reason);
  EXPECT_TRUE(summary_json(result)["end_reason"].is_null());
  EXPECT_EQ(summary_json(result)["success_permille"], 0);
}

TEST(SessionSummary, SuccessOfTheLastTwentyForgetsTheOnesBeforeAndAbortedOnes) {
  std::vector<Outcome> outcomes(15, Outcome::coordinated);
  outcomes.insert(outcomes.end(), 5, Outcome::miss);
  EXPECT_EQ(summary(trials(outcomes)).last20, (Success{15, 20}));
  outcomes.push_back(Outcome::aborted);
  outcomes.insert(outcomes.end(), 10, Outcome::miss);
  EXPECT_EQ(summary(trials(outcomes)).last20, (Success{5, 20}));
  EXPECT_EQ(summary(trials(outcomes)).success(), (Success{15, 30}));
  EXPECT_EQ(summary({}).last20, Success());
}

TEST(SessionSummary, OfADamagedLogSaysHowFarItWasRead) {
  const Folder folder;
  std::string text = log_text(testing::header(),
                              trials({Outcome::miss, Outcome::miss, Outcome::miss}));
  text.replace(text.find("\"t\":2500"), 8, "\"t\":2501");
  write_file(folder.of("x.jsonl"), text);
  const auto read = read_summary(folder.of("x.jsonl"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->tally.trials, 2U);
  EXPECT_EQ(read->tally.misses(), 1U);
  EXPECT_THAT(read->problem, HasSubstr("x.jsonl:5: "));
}

TEST(SessionSummary, OfAFileThatIsNoLogIsAnError) {
  const Folder folder;
  write_file(folder.of("x.jsonl"), "{}\n");
  EXPECT_FALSE(read_summary(folder.of("x.jsonl")));
  EXPECT_FALSE(read_summary(folder.of("none.jsonl")));
}

}  // namespace
}  // namespace dyad::analysis
