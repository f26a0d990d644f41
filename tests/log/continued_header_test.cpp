#include <gtest/gtest.h>

#include "dyad/log/header_line.hpp"
#include "log/log_support.hpp"

namespace dyad::log {
namespace {

using namespace testing;

// As a reader gets it: without the newline.
std::string line_of(const Header& header) {
  std::string line = *encode_header(header);
  line.pop_back();
  return line;
}

TEST(ContinuedHeader, SaysWhichLogItContinuesAndWhereThatEnded) {
  Header header = sample_header();
  header.continues = Continued{"20261124T100405Z_A-B", Time::from_us(600'000'123)};
  const auto read = decode_header(line_of(header));
  ASSERT_TRUE(read.ok()) << read.error().text();
  EXPECT_EQ(read.value(), header);
  EXPECT_NE(line_of(header).find(
                R"("continues":{"log":"20261124T100405Z_A-B","t_us":600000123})"),
            std::string::npos);
}

TEST(ContinuedHeader, ASessionOfItsOwnSaysNothingOfIt) {
  const std::string line = line_of(sample_header());
  EXPECT_EQ(line.find("continues"), std::string::npos);
  EXPECT_FALSE(decode_header(line).value().continues);
}

TEST(ContinuedHeader, OneThatSaysItWronglyIsRefused) {
  Header header = sample_header();
  header.continues = Continued{"a", Time::from_us(7)};
  const std::string line = line_of(header);
  for (const std::string wrong :
       {R"({"log":"a"})", R"({"log":1,"t_us":7})", "17", "[]"}) {
    std::string changed = line;
    const std::string right = R"({"log":"a","t_us":7})";
    changed.replace(changed.find(right), right.size(), wrong);
    const auto read = decode_header(changed);
    ASSERT_FALSE(read.ok()) << wrong;
    EXPECT_NE(read.error().what.find("\"continues\""), std::string::npos);
  }
}

}  // namespace
}  // namespace dyad::log
