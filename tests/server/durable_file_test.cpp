#include "dyad/server/durable_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "analysis/log_file.hpp"

namespace dyad::server {
namespace {

using analysis::testing::file_text;
using analysis::testing::Folder;
using analysis::testing::write_file;

TEST(StoreNewFile, NeverReplacesWhatIsThere) {
  const Folder folder;
  const auto first = store_new_file(folder.of("a"), "one");
  ASSERT_TRUE(first);
  EXPECT_EQ(*first, Stored::now);
  const auto second = store_new_file(folder.of("a"), "two");
  ASSERT_TRUE(second);
  EXPECT_EQ(*second, Stored::already_there);
  EXPECT_EQ(file_text(folder.of("a")), "one");
}

TEST(StoreNewFile, LeavesNothingBesideIt) {
  const Folder folder;
  ASSERT_TRUE(store_new_file(folder.of("a"), "one"));
  ASSERT_TRUE(store_new_file(folder.of("a"), "two"));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path)) {
    EXPECT_EQ(entry.path().filename(), "a");
    ++files;
  }
  EXPECT_EQ(files, 1U);
}

TEST(StoreNewFile, SaysWhyItCannot) {
  const Folder folder;
  const auto stored = store_new_file(folder.of("none/a"), "one");
  ASSERT_FALSE(stored);
  EXPECT_NE(stored.error().what.find("none/a"), std::string::npos);
  EXPECT_FALSE(stored.error().remedy.empty());
}

TEST(AppendLine, ClosesALineThatAPowerCutTore) {
  const Folder folder;
  write_file(folder.of("list"), "{\"a\":1}\n{\"b\":");
  ASSERT_TRUE(append_line(folder.of("list"), "{\"c\":3}"));
  ASSERT_TRUE(append_line(folder.of("list"), "{\"d\":4}"));
  EXPECT_EQ(file_text(folder.of("list")), "{\"a\":1}\n{\"b\":\n{\"c\":3}\n{\"d\":4}\n");
}

TEST(ReadWholeFile, RefusesOneThatIsTooLong) {
  const Folder folder;
  write_file(folder.of("a"), "12345");
  EXPECT_EQ(*read_whole_file(folder.of("a"), 5), "12345");
  EXPECT_FALSE(read_whole_file(folder.of("a"), 4));
  EXPECT_FALSE(read_whole_file(folder.of("none"), 4));
}

}  // namespace
}  // namespace dyad::server
