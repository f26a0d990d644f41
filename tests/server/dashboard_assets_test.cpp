#include "dyad/server/dashboard_assets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace dyad::server {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::size_t kMostBytes = std::size_t{150} * 1024;

TEST(DashboardAssets, ThePageComesFirstAndNamesAllOthers) {
  const auto assets = dashboard_assets();
  ASSERT_GE(assets.size(), 3U);
  EXPECT_EQ(assets[0].path, "/index.html");
  EXPECT_FALSE(assets[0].immutable);
  const std::string page(assets[0].bytes);
  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  for (const Asset& asset : assets.subspan(1)) {
    EXPECT_THAT(page, HasSubstr(std::string(asset.path)));
    EXPECT_TRUE(asset.immutable) << asset.path;
  }
}

TEST(DashboardAssets, EachHasItsTypeItsTagAndGzippedBytes) {
  std::set<std::string_view> tags;
  for (const Asset& asset : dashboard_assets()) {
    EXPECT_FALSE(asset.content_type.empty()) << asset.path;
    EXPECT_FALSE(asset.bytes.empty()) << asset.path;
    EXPECT_THAT(std::string(asset.gzipped), StartsWith("\x1f\x8b")) << asset.path;
    EXPECT_TRUE(tags.insert(asset.etag).second) << asset.path;
  }
}

TEST(DashboardAssets, AllOfThemAreLoadedQuickly) {
  std::size_t total = 0;
  for (const Asset& asset : dashboard_assets()) total += asset.gzipped.size();
  EXPECT_LT(total, kMostBytes);
}

}  // namespace
}  // namespace dyad::server
