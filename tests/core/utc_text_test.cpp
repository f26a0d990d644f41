#include "dyad/core/utc_text.hpp"

#include <gtest/gtest.h>

namespace dyad {
namespace {

constexpr std::int64_t kNoon = 1'795'521'845'123'456;

TEST(UtcText, IsTheDayAndTheTimeInUtc) {
  EXPECT_EQ(utc_text(0), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(utc_text(kNoon), "2026-11-24T12:04:05.123456Z");
  EXPECT_EQ(utc_compact(kNoon), "20261124T120405Z");
}

TEST(UtcText, WhatANameSaysIsReadToTheSecond) {
  EXPECT_EQ(parse_utc_compact("20261124T120405Z"), kNoon / 1'000'000 * 1'000'000);
  EXPECT_EQ(parse_utc_compact("20240229T000000Z"), 1'709'164'800'000'000);
}

TEST(UtcText, NoSuchDayOrTimeIsRefused) {
  for (const char* text :
       {"", "20261124", "20261124T120405", "20261124T120405Zx", "2026-11-24T12:04Z",
        "20261131T000000Z", "20250229T000000Z", "20261324T000000Z", "20261124T240000Z",
        "20261124T126005Z", "20261124t120405z", "19691231T235959Z"}) {
    EXPECT_FALSE(parse_utc_compact(text)) << text;
  }
}

}  // namespace
}  // namespace dyad
