#include "dyad/cli/preview_words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dyad/cli/preview_distribution.hpp"
#include "dyad/cli/preview_rule.hpp"
#include "dyad/cli/preview_table.hpp"

namespace dyad::cli::preview {
namespace {

using Lines = std::vector<std::string>;

TEST(PreviewWords, TimesAreExactAndInTheUnitThatReadsBest) {
  EXPECT_EQ(time_words(Duration()), "0 s");
  EXPECT_EQ(time_words(Duration::from_us(250)), "250 µs");
  EXPECT_EQ(time_words(Duration::from_us(5500)), "5.5 ms");
  EXPECT_EQ(time_words(Duration::from_ms(99)), "99 ms");
  EXPECT_EQ(time_words(Duration::from_ms(100)), "0.1 s");
  EXPECT_EQ(time_words(Duration::from_us(499'999)), "0.499999 s");
  EXPECT_EQ(time_words(Duration::from_s(90)), "90 s");
  EXPECT_EQ(time_words(Duration::from_s(1800)), "30 min");
  EXPECT_EQ(time_words(Duration::from_s(7200)), "2 h");
}

TEST(PreviewWords, AnIntervalSaysItsUnitOnceWhereItCan) {
  EXPECT_EQ(interval_words({Duration::from_ms(3000), Duration::from_ms(7000)}),
            "3 to 7 s");
  EXPECT_EQ(interval_words({Duration(), Duration::from_s(7)}), "0 to 7 s");
  EXPECT_EQ(interval_words({Duration::from_ms(5), Duration::from_s(7)}), "5 ms to 7 s");
  EXPECT_EQ(interval_words(config::Interval::fixed(Duration::from_s(5))), "5 s");
  config::Interval list{Duration::from_s(4), Duration::from_s(8)};
  list.kind = config::Interval::Kind::list;
  list.list = {Duration::from_s(4), Duration::from_s(6), Duration::from_s(8)};
  EXPECT_EQ(interval_words(list), "4, 6 or 8 s");
}

TEST(PreviewWords, SmallNumbersReadWell) {
  EXPECT_EQ(volume_words(2500), "2.5 µl");
  EXPECT_EQ(percent_words(5), "0.5 %");
  EXPECT_EQ(counted(1, "trial"), "1 trial");
  EXPECT_EQ(ordinal(2), "2nd");
  EXPECT_EQ(ordinal(11), "11th");
  EXPECT_EQ(ordinal(103), "103rd");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
}

TEST(PreviewWords, WrappingKeepsAUnitWithItsNumber) {
  EXPECT_EQ(wrapped("at most 10 µl a trial", 10),
            (Lines{"at most", "10 µl a", "trial"}));
  EXPECT_EQ(wrapped("one\ntwo", 80), (Lines{"one", "two"}));
  EXPECT_EQ(wrapped("unbreakable", 4), (Lines{"unbreakable"}));
}

TEST(PreviewWords, AColumnIsACharacter) {
  EXPECT_EQ(columns_of("5 µl"), 4U);
  EXPECT_EQ(padded("µ", 3), "µ  ");
  EXPECT_EQ(padded_right("µ", 3), "  µ");
}

TEST(PreviewTable, LongTablesStandSideBySideAndShortOnesDoNot) {
  const Lines ten{"h", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
  EXPECT_EQ(side_by_side(ten, 40), (Lines{"h      h", "1      6", "2      7",
                                          "3      8", "4      9", "5      10"}));
  const Lines four{"h", "1", "2", "3", "4"};
  EXPECT_EQ(side_by_side(four, 40), four);
}

TEST(PreviewRule, OnlyNewSentencesAreDifferences) {
  const Statements base{{"Start", "One. Two."}, {"Same", "As ever."}, {"Gone", "Was."}};
  const Statements rule{{"Start", "One. Three."}, {"Same", "As ever."}};
  const Statements expected{{"Start", "Three."}, {"Gone", "none"}};
  EXPECT_EQ(differences(rule, base), expected);
}

TEST(PreviewDistribution, PercentilesAreValuesThatOccurred) {
  Distribution distribution("x", Unit::count);
  for (int i = 100; i > 0; --i) distribution.add(i);
  distribution.sort();
  EXPECT_EQ(distribution.percentile(5), 5);
  EXPECT_EQ(distribution.percentile(50), 50);
  EXPECT_EQ(distribution.percentile(95), 95);
  Distribution one("y", Unit::count);
  one.add(7);
  one.sort();
  EXPECT_EQ(one.percentile(5), 7);
  EXPECT_EQ(one.percentile(100), 7);
}

TEST(PreviewDistribution, TheHistogramsPartsHoldEquallyManyValues) {
  Distribution volumes("water", Unit::nl);
  for (int i = 0; i < 40; ++i) volumes.add(5000 * i);  // 40 steps in 16 parts of 3
  volumes.sort();
  const auto bins = volumes.histogram();
  ASSERT_EQ(bins.size(), 14U);
  for (std::size_t i = 0; i + 1 < bins.size(); ++i) EXPECT_EQ(bins[i], 3U);
  EXPECT_EQ(bins.back(), 1U);
  EXPECT_EQ(bars({0, 1, 4, 8}), " ▁▄█");
}

}  // namespace
}  // namespace dyad::cli::preview
