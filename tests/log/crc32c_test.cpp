#include "dyad/log/crc32c.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/crc.hpp>
#include <string>

namespace dyad::log {
namespace {

TEST(Crc32c, GivesThePublishedCheckValue) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c_by_tables("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(""), 0U);
}

RC_GTEST_PROP(Crc32c, AgreesWithBoostOnAnyBytes, (const std::string& bytes)) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> boost_crc;
  boost_crc.process_bytes(bytes.data(), bytes.size());
  RC_ASSERT(crc32c(bytes) == boost_crc.checksum());
  RC_ASSERT(crc32c_by_tables(bytes) == boost_crc.checksum());
}

TEST(Crc32c, OfALineIsLowerCaseHexAtItsEnd) {
  EXPECT_TRUE(crc_holds("123456789,\"crc\":\"e3069283\"}"));
  EXPECT_FALSE(crc_holds("123456789,\"crc\":\"E3069283\"}"));
  EXPECT_FALSE(crc_holds("123456788,\"crc\":\"e3069283\"}"));
  EXPECT_FALSE(crc_holds("123456789,\"crc\":\"e3069283\"} "));
  EXPECT_FALSE(crc_holds(""));
}

}  // namespace
}  // namespace dyad::log
