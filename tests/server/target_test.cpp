#include "dyad/server/target.hpp"

#include <gtest/gtest.h>

namespace dyad::server {
namespace {

TEST(Target, IsDecoded) {
  const auto target = parse_target("/a%20b/c+d?x=1%262&y=a+b&x=3&flag&=");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/c+d");
  EXPECT_EQ(target->query.at("x"), "3");
  EXPECT_EQ(target->query.at("y"), "a b");
  EXPECT_EQ(target->query.at("flag"), "");
}

TEST(Target, NothingThatCouldLeaveItsPlaceIsTaken) {
  for (const char* bad :
       {"", "a", "http://x/", "/..", "/a/../b", "/%2e%2e/etc", "/.", "/a%2Fb", "/a%5cb",
        "/a%00", "/a%0d%0aSet-Cookie:", "/%", "/%4", "/%zz", "/a?x=%", "/a%7f"})
    EXPECT_FALSE(parse_target(bad)) << bad;
  for (const char* good : {"/", "/a/", "//", "/...", "/a..b", "/a?x=../.."})
    EXPECT_TRUE(parse_target(good)) << good;
}

}  // namespace
}  // namespace dyad::server
