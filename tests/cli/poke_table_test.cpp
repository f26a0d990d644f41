#include "dyad/cli/poke_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dyad::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::optional<PokeTable> parsed(const std::string& text,
                                const std::vector<std::string>& subjects = {}) {
  config::Problems problems;
  auto table = parse_poke_table("t.csv", text, subjects, problems);
  EXPECT_EQ(table.has_value(), problems.empty());
  for (const config::Problem& problem : problems) ADD_FAILURE() << problem.text();
  return table;
}

std::vector<std::string> complaints(const std::string& text,
                                    const std::vector<std::string>& subjects = {}) {
  config::Problems problems;
  EXPECT_FALSE(parse_poke_table("t.csv", text, subjects, problems));
  std::vector<std::string> texts;
  for (const config::Problem& problem : problems) texts.push_back(problem.text());
  return texts;
}

TEST(PokeTable, ReadsTimesExactly) {
  const auto table = parsed(
      "time_s,subject,event\n0,A,poke_on\n0.3,A,poke_off\n"
      "1.000001,B,onset\n12.3456780000,B,offset\n");
  ASSERT_TRUE(table);
  ASSERT_THAT(table->rows, SizeIs(4));
  EXPECT_EQ(table->rows[0].time.us(), 0);
  EXPECT_EQ(table->rows[1].time.us(), 300'000);
  EXPECT_EQ(table->rows[2].time.us(), 1'000'001);
  EXPECT_EQ(table->rows[3].time.us(), 12'345'678);
  EXPECT_TRUE(table->rows[2].onset);
  EXPECT_FALSE(table->rows[3].onset);
  EXPECT_EQ(table->rows[3].line, 5U);
}

TEST(PokeTable, SubjectsStandInTheOrderOfTheirFirstRow) {
  const auto table = parsed("time_s,subject,event\n1,B,onset\n2,A,onset\n3,B,offset\n");
  EXPECT_THAT(table->subjects, ElementsAre("B", "A"));
  EXPECT_EQ(table->rows[1].subject, 1U);
}

TEST(PokeTable, SubjectsGivenKeepTheirOrder) {
  const auto table = parsed("time_s,subject,event\n1,B,onset\n", {"A", "B"});
  EXPECT_THAT(table->subjects, ElementsAre("A", "B"));
  EXPECT_EQ(table->rows[0].subject, 1U);
}

TEST(PokeTable, TakesQuotesByteOrderMarkCrLfBlankLinesAndOtherColumns) {
  const auto table = parsed(
      "\xEF\xBB\xBF\"event\", box ,subject,time_s\r\n\r\n"
      "poke_on,\"a,\"\"b\"\"\", A ,1.5\r\n");
  ASSERT_TRUE(table);
  ASSERT_THAT(table->rows, SizeIs(1));
  EXPECT_EQ(table->rows[0].time.us(), 1'500'000);
  EXPECT_EQ(table->rows[0].line, 3U);
  EXPECT_THAT(table->subjects, ElementsAre("A"));
}

TEST(PokeTable, UncertaintyIsHalfTheLastDecimalOfTheFinestTime) {
  const std::string header = "time_s,subject,event\n";
  EXPECT_EQ(parsed(header + "1.25,A,onset\n1.3,A,onset\n")->uncertainty.us(), 5000);
  EXPECT_EQ(parsed(header + "1,A,onset\n")->uncertainty.us(), 500'000);
  EXPECT_EQ(parsed(header + "1.000001,A,onset\n")->uncertainty.us(), 1);
  EXPECT_EQ(parsed(header + "1.00000000,A,onset\n")->uncertainty.us(), 1);
}

TEST(PokeTable, NamesEveryBadFieldAtItsPlace) {
  const auto texts = complaints(
      "time_s,subject,event\n1.0000001,A,onset\n2,C,onset\n3,A,lick\n-4,A,onset\n"
      "1e3,A,onset\n5\n",
      {"A", "B"});
  EXPECT_THAT(texts, ElementsAre(StartsWith("t.csv:2:1:"), StartsWith("t.csv:3:3:"),
                                 StartsWith("t.csv:4:5:"), StartsWith("t.csv:5:1:"),
                                 StartsWith("t.csv:6:1:"), StartsWith("t.csv:7:1:")));
  EXPECT_THAT(texts[1], HasSubstr("one of \"A\" \"B\""));
  EXPECT_THAT(texts[2], HasSubstr("poke_on"));
}

TEST(PokeTable, RefusesRowsOutOfOrderButNotTies) {
  const std::string header = "time_s,subject,event\n";
  EXPECT_THAT(parsed(header + "2,A,onset\n2.0,B,onset\n")->rows, SizeIs(2));
  const auto texts = complaints(header + "2,A,onset\n1.999999,B,onset\n");
  EXPECT_THAT(texts, ElementsAre(HasSubstr("line 2")));
  EXPECT_THAT(texts[0], HasSubstr("sort"));
}

TEST(PokeTable, NamesTheMissingColumns) {
  EXPECT_THAT(complaints("time_s,animal\n"),
              ElementsAre(HasSubstr("\"subject\""), HasSubstr("\"event\"")));
  EXPECT_THAT(complaints(""), ElementsAre(HasSubstr("empty")));
}

TEST(PokeTable, RefusesAQuoteThatDoesNotEnd) {
  EXPECT_THAT(complaints("time_s,subject,event\n1,\"A,onset\n2,\"A\"x,onset\n"),
              ElementsAre(StartsWith("t.csv:2:3:"), StartsWith("t.csv:3:3:")));
}

}  // namespace
}  // namespace dyad::cli
