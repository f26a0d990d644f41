#include "dyad/server/byte_range.hpp"

#include <gtest/gtest.h>

namespace dyad::server {
namespace {

using Asked = std::variant<WholeFile, ByteRange, NoSuchRange>;

TEST(ByteRange, GoesFromAByteToAnotherOrToTheEnd) {
  EXPECT_EQ(range_of("bytes=0-", 100), Asked(ByteRange{0, 100}));
  EXPECT_EQ(range_of("bytes=40-", 100), Asked(ByteRange{40, 60}));
  EXPECT_EQ(range_of("bytes=40-40", 100), Asked(ByteRange{40, 1}));
  EXPECT_EQ(range_of("bytes=0-98", 100), Asked(ByteRange{0, 99}));
  EXPECT_EQ(range_of("Bytes= 99-99 ", 100), Asked(ByteRange{99, 1}));
}

TEST(ByteRange, EndsWithTheFile) {
  EXPECT_EQ(range_of("bytes=40-100", 100), Asked(ByteRange{40, 60}));
  EXPECT_EQ(range_of("bytes=40-99999999999999999999999", 100),
            Asked(ByteRange{40, 60}));
}

TEST(ByteRange, MayBeTheLastBytes) {
  EXPECT_EQ(range_of("bytes=-30", 100), Asked(ByteRange{70, 30}));
  EXPECT_EQ(range_of("bytes=-1000", 100), Asked(ByteRange{0, 100}));
  EXPECT_EQ(range_of("bytes=-0", 100), Asked(NoSuchRange{}));
}

TEST(ByteRange, IsNoneBehindTheEnd) {
  EXPECT_EQ(range_of("bytes=100-", 100), Asked(NoSuchRange{}));
  EXPECT_EQ(range_of("bytes=100-200", 100), Asked(NoSuchRange{}));
  EXPECT_EQ(range_of("bytes=99999999999999999999999-", 100), Asked(NoSuchRange{}));
  EXPECT_EQ(range_of("bytes=0-", 0), Asked(NoSuchRange{}));
  EXPECT_EQ(range_of("bytes=-5", 0), Asked(NoSuchRange{}));
}

TEST(ByteRange, OfWhatIsNoSingleRangeIsTheWhole) {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=5", "bytes=9-5", "bytes=a-b",
        "bytes=+1-", "bytes=1-2,4-5", "bytes=-1-", "bytes=1--2", "bytes=1 -2",
        "lines=0-5", "bytes =0-5", "bytes=0x1-", "bytes=\xff-\xff"}) {
    EXPECT_EQ(range_of(header, 100), Asked(WholeFile{})) << header;
  }
}

}  // namespace
}  // namespace dyad::server
