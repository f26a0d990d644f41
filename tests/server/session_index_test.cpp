#include "dyad/server/session_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "analysis/log_file.hpp"

namespace dyad::server {
namespace {

namespace fs = std::filesystem;
using namespace analysis::testing;  // NOLINT: the helpers of log_file.hpp
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kDay = 86'400'000'000;

class SessionIndexes : public ::testing::Test {
 protected:
  void add(const std::string& id, std::int64_t day,
           const std::vector<std::string>& subjects = {"M1", "M2"},
           const std::vector<log::Record>& records = {ended(5000)}) const {
    log::Header header = analysis::testing::header(day * kDay);
    header.subjects = subjects;
    write_file(folder_.of(id + ".jsonl"), log_text(header, records));
  }
  std::vector<std::string> ids(const SessionIndex::Query& query) {
    std::vector<std::string> ids;
    const auto page = index_.list(query);
    if (!page) ADD_FAILURE() << page.error().text();
    if (page) {
      for (const auto& session : page->sessions) ids.push_back(session.id);
    }
    return ids;
  }

  Folder folder_;
  SessionIndex index_{folder_.path};
};

TEST_F(SessionIndexes, ListsTheNewestFirstWhateverTheFilesAreCalled) {
  add("b", 2);
  add("c", 1);
  add("a", 3);
  EXPECT_THAT(ids({}), ElementsAre("a", "b", "c"));
}

TEST_F(SessionIndexes, PagesAreCutFromTheWholeList) {
  for (int day = 1; day <= 5; ++day) add("s" + std::to_string(day), day);
  EXPECT_THAT(ids({.limit = 2}), ElementsAre("s5", "s4"));
  EXPECT_THAT(ids({.limit = 2, .offset = 4}), ElementsAre("s1"));
  EXPECT_THAT(ids({.offset = 9}), IsEmpty());
  EXPECT_EQ(index_.list({.limit = 2})->total, 5U);
}

TEST_F(SessionIndexes, FilterByAnimalPairScheduleSourceAndText) {
  add("one", 1, {"M1", "M2"});
  add("two", 2, {"M1", "M3"});
  EXPECT_THAT(ids({.subjects = {"M1"}}), ElementsAre("two", "one"));
  EXPECT_THAT(ids({.subjects = {"M2", "M1"}}), ElementsAre("one"));
  EXPECT_THAT(ids({.schedule = "two steps"}), ElementsAre("two", "one"));
  EXPECT_THAT(ids({.schedule = "two-steps"}), ElementsAre("two", "one"));
  EXPECT_THAT(ids({.schedule = "two"}), IsEmpty());
  EXPECT_THAT(ids({.source = "live"}), IsEmpty());
  EXPECT_THAT(ids({.text = "m3"}), ElementsAre("two"));
  EXPECT_THAT(ids({.text = "STEPS"}), ElementsAre("two", "one"));
  EXPECT_THAT(ids({.text = "one"}), ElementsAre("one"));
}

TEST_F(SessionIndexes, ALogThatCannotBeReadComesLastWithItsReason) {
  add("a", 1);
  write_file(folder_.of("z.jsonl"), "no log\n");
  const auto page = index_.list({});
  ASSERT_THAT(page->sessions, SizeIs(2));
  EXPECT_EQ(page->sessions[1].id, "z");
  EXPECT_FALSE(page->sessions[1].summary);
  EXPECT_THAT(page->sessions[1].problem, HasSubstr("z.jsonl"));
  const auto json = session_json(page->sessions[1], false);
  EXPECT_TRUE(json["subjects"].is_null());
  EXPECT_TRUE(json["problem"].is_string());
  EXPECT_EQ(json["bytes"], 7);
  EXPECT_THAT(ids({.subjects = {"M1"}}), ElementsAre("a"));
}

TEST_F(SessionIndexes, WhatIsNoLogIsPassedOver) {
  add("a", 1);
  write_file(folder_.of("a.notes.ndjson"), "{}\n");
  write_file(folder_.of(".hidden.jsonl"), "{}\n");
  fs::create_directories(folder_.of("folder.jsonl"));
  fs::create_symlink("/etc/passwd", folder_.of("link.jsonl"));
  EXPECT_THAT(ids({}), ElementsAre("a"));
}

TEST_F(SessionIndexes, ALogThatGrowsIsReadAgain) {
  add("a", 1, {"M1", "M2"}, {started(1, 10)});
  EXPECT_EQ(index_.get("a")->summary->end_reason, std::nullopt);
  add("a", 1, {"M1", "M2"}, {started(1, 10), ended(5000)});
  EXPECT_EQ(index_.get("a")->summary->end_reason, "duration");
  EXPECT_EQ(index_.list({})->sessions.at(0).summary->lasted_us, 5000);
}

TEST_F(SessionIndexes, ALogThatDidNotChangeIsNotReadAgain) {
  add("a", 1);
  const auto before = fs::last_write_time(folder_.of("a.jsonl"));
  const std::string text = file_text(folder_.of("a.jsonl"));
  EXPECT_THAT(ids({}), ElementsAre("a"));
  // Of the same size and time: only somebody who reads it could tell.
  write_file(folder_.of("a.jsonl"), std::string(text.size(), 'x'));
  fs::last_write_time(folder_.of("a.jsonl"), before);
  EXPECT_TRUE(index_.get("a")->summary);
  EXPECT_EQ(index_.list({})->sessions.at(0).problem, "");
}

TEST_F(SessionIndexes, AFolderThatIsNotThereYetHoldsNone) {
  SessionIndex none(folder_.of("none"));
  ASSERT_TRUE(none.list({}));
  EXPECT_EQ(none.list({})->total, 0U);
  SessionIndex file(folder_.of("a.jsonl"));
  add("a", 1);
  EXPECT_FALSE(file.list({}));
}

TEST_F(SessionIndexes, NoIdLeadsOutOfTheFolder) {
  fs::create_directories(folder_.of("data"));
  write_file(folder_.of("secret.jsonl"), "{}\n");
  fs::create_symlink("../secret.jsonl", folder_.of("data/link.jsonl"));
  write_file(folder_.of("data/good_M1-M2.jsonl"), "{}\n");
  const SessionIndex index(folder_.of("data"));
  EXPECT_TRUE(index.path_of("good_M1-M2"));
  for (const std::string& id :
       {std::string("../secret"), std::string("link"), std::string(".."), std::string(),
        std::string("data/../../secret"), folder_.of("secret"), std::string("none"),
        std::string("good_M1-M2\0x", 12), std::string(5000, 'a')}) {
    EXPECT_FALSE(index.path_of(id)) << id;
  }
}

TEST_F(SessionIndexes, SeveralThreadsMayAsk) {
  for (int day = 1; day <= 8; ++day) add("s" + std::to_string(day), day);
  std::vector<std::thread> threads;
  std::vector<std::size_t> totals(4);
  for (std::size_t i = 0; i < totals.size(); ++i) {
    threads.emplace_back([this, &totals, i] {
      for (int k = 0; k < 5; ++k) totals[i] += index_.list({})->total;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(totals, ElementsAre(40, 40, 40, 40));
}

TEST_F(SessionIndexes, ASessionIsTheShapeOfTheControlApi) {
  add("20261124T120405Z_M1-M2", 1);
  const auto json = session_json(*index_.get("20261124T120405Z_M1-M2"), true);
  std::vector<std::string> members;
  for (const auto& item : json.items()) members.push_back(item.key());
  EXPECT_THAT(members,
              ElementsAre("id", "began_utc", "subjects", "schedule", "stage", "rig",
                          "source", "planned_us", "lasted_us", "end_reason", "running",
                          "trials", "coordinated", "missed", "omissions", "errors",
                          "aborted", "ambiguous", "success_permille", "volume_nl",
                          "continues", "problem", "bytes"));
  EXPECT_EQ(json["running"], true);
  EXPECT_GT(json["bytes"], 1000);
}

}  // namespace
}  // namespace dyad::server
