#include "dyad/core/duration_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dyad {
namespace {

using ::testing::HasSubstr;

std::int64_t us_of(const char* text) {
  const auto parsed = parse_duration(text);
  return parsed.ok() ? parsed->us() : -1;
}
std::string complaint(const char* text) {
  const auto parsed = parse_duration(text);
  return parsed.ok() ? "" : parsed.error().text();
}

TEST(ParseDuration, TakesEveryUnit) {
  EXPECT_EQ(us_of("250us"), 250);
  EXPECT_EQ(us_of("250µs"), 250);
  EXPECT_EQ(us_of("500ms"), 500'000);
  EXPECT_EQ(us_of("3s"), 3'000'000);
  EXPECT_EQ(us_of("30min"), 1'800'000'000);
  EXPECT_EQ(us_of("2h"), 7'200'000'000);
}

TEST(ParseDuration, FractionsAreExact) {
  EXPECT_EQ(us_of("1.5s"), 1'500'000);
  EXPECT_EQ(us_of("0.000001s"), 1);
  EXPECT_EQ(us_of("0.1ms"), 100);
  EXPECT_EQ(us_of(".5s"), 500'000);
  EXPECT_EQ(us_of("1.00000000s"), 1'000'000);
}

TEST(ParseDuration, RefusesWhatIsFinerThanAMicrosecond) {
  EXPECT_THAT(complaint("0.5us"), HasSubstr("finer"));
  EXPECT_THAT(complaint("1.0000001s"), HasSubstr("finer"));
}

TEST(ParseDuration, RefusesAMissingOrUnknownUnitAndSaysTheForm) {
  EXPECT_THAT(complaint("750"), HasSubstr("unit is missing"));
  EXPECT_THAT(complaint("750m"), HasSubstr("'m' is no unit"));
  EXPECT_THAT(complaint("750 ms"), HasSubstr("500ms"));
}

TEST(ParseDuration, RefusesWhatIsNoNumber) {
  EXPECT_THAT(complaint(""), HasSubstr("number"));
  EXPECT_THAT(complaint("ms"), HasSubstr("number"));
  EXPECT_THAT(complaint("-1s"), HasSubstr("number"));
  EXPECT_THAT(complaint("."), HasSubstr("number"));
  EXPECT_THAT(complaint("1.2.3s"), HasSubstr("unit"));
  EXPECT_THAT(complaint("1e3s"), HasSubstr("unit"));
}

TEST(ParseDuration, RefusesWhatNoClockHolds) {
  EXPECT_THAT(complaint("9999999999999999999us"), HasSubstr("too long"));
  EXPECT_THAT(complaint("999999999999999h"), HasSubstr("too long"));
}

TEST(DurationText, IsReadBackAsItself) {
  for (const std::int64_t us : {0LL, 1LL, 1500LL, 750'000LL, 1'800'000'000LL}) {
    const Duration duration = Duration::from_us(us);
    EXPECT_EQ(us_of(duration_text(duration).c_str()), us);
  }
  EXPECT_EQ(duration_text(Duration::from_ms(750)), "750ms");
  EXPECT_EQ(duration_text(Duration::from_s(1800)), "30min");
}

}  // namespace
}  // namespace dyad
