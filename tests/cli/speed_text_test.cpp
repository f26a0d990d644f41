#include "dyad/cli/speed_text.hpp"

#include <gtest/gtest.h>

namespace dyad::cli {
namespace {

TEST(SpeedText, ReadsWholeAndDecimalNumbersExactly) {
  const auto twenty = parse_speed("20");
  ASSERT_TRUE(twenty.ok());
  EXPECT_EQ(twenty->numerator, 20);
  EXPECT_EQ(twenty->denominator, 1);
  const auto half = parse_speed("0.5");
  ASSERT_TRUE(half.ok());
  EXPECT_EQ(half->numerator, 5);
  EXPECT_EQ(half->denominator, 10);
}

TEST(SpeedText, RefusesEverythingElse) {
  for (const char* text : {"", "0", "0.000", "-1", "+1", "1.", ".5", "x", "20x", "1e3",
                           "1.2345", "12345678", "1.2.3"}) {
    EXPECT_FALSE(parse_speed(text).ok()) << text;
  }
}

}  // namespace
}  // namespace dyad::cli
