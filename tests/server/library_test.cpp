#include "dyad/server/library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "analysis/log_file.hpp"
#include "dyad/server/sha256.hpp"

namespace dyad::server {
namespace {

using analysis::testing::file_text;
using analysis::testing::write_file;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = Library::Kind;

constexpr std::int64_t kNoon = 1'795'521'600'000'000;

std::string schedule(const std::string& name, int window_ms = 750) {
  return R"({"format": "dyad-schedule/1", "name": ")" + name +
         R"(", "session": {"duration_min": 30}, "stages": [{"name": "only",
  "window_ms": )" +
         std::to_string(window_ms) +
         R"(, "reward_ul": 4, "iti_ms": {"coordinated": 5000, "miss": 8000}}]})";
}

class Libraries : public ::testing::Test {
 protected:
  // Stored a second after the one before.
  Library::Receipt store(const std::string& text) {
    const auto result =
        library_.store(Kind::schedule, text, "anna", "a note", now_ += 1'000'000);
    if (const auto* receipt = std::get_if<Library::Receipt>(&result)) return *receipt;
    ADD_FAILURE() << "not stored";
    return {};
  }
  std::string path_of(const Library::Receipt& receipt) const {
    return folder_.of("schedules/" + receipt.name + "/" + receipt.version.sha256 +
                      ".json");
  }

  analysis::testing::Folder folder_;
  std::int64_t now_ = kNoon;
  Library library_{{folder_.path,
                    {std::string(DYAD_SOURCE_DIR) + "/rig-configs/schedules"},
                    {std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs"}}};
  Library bare_{{folder_.path}};
};

TEST_F(Libraries, WhatWasStoredComesBackByteForByte) {
  const std::string text = schedule("Two Steps") + "\n\n";
  const auto receipt = store(text);
  EXPECT_EQ(receipt.name, "two-steps");
  EXPECT_EQ(receipt.version.sha256, sha256_hex(text));
  EXPECT_EQ(receipt.version.id, receipt.version.sha256.substr(0, 12));
  EXPECT_FALSE(receipt.already_there);
  const auto found = library_.get(Kind::schedule, "two-steps");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, text);
  EXPECT_EQ(file_text(path_of(receipt)), text);
}

// Whoever looks for logs in a data folder looks into this one, too.
TEST_F(Libraries, HoldsNothingThatIsNamedLikeALog) {
  store(schedule("x"));
  std::size_t files = 0;
  for (const auto& at : std::filesystem::recursive_directory_iterator(folder_.path)) {
    if (at.is_regular_file()) ++files;
    EXPECT_NE(at.path().extension(), ".jsonl") << at.path();
  }
  EXPECT_EQ(files, 2U);
}

TEST_F(Libraries, TheNewestVersionIsTakenUnlessOneIsNamed) {
  const auto old = store(schedule("x", 500));
  const auto now = store(schedule("x", 900));
  EXPECT_EQ(library_.get(Kind::schedule, "x")->version.sha256, now.version.sha256);
  const auto named = library_.get(Kind::schedule, "x@" + old.version.id);
  EXPECT_EQ(named->version.sha256, old.version.sha256);
  EXPECT_EQ(library_.get(Kind::schedule, "x@" + old.version.sha256.substr(0, 5))
                ->version.sha256,
            old.version.sha256);
}

TEST_F(Libraries, AnIdThatIsNoneOrTooShortIsRefusedWithTheOnesThereAre) {
  const auto receipt = store(schedule("x"));
  for (const std::string& id :
       {std::string("0000000000"), std::string(), receipt.version.id.substr(0, 3)}) {
    const auto found = library_.get(Kind::schedule, "x@" + id);
    ASSERT_FALSE(found) << id;
    EXPECT_THAT(found.error().remedy, HasSubstr(receipt.version.id));
  }
}

TEST_F(Libraries, TheSameTextIsOneVersionAndKeepsItsFirstDate) {
  const auto first = store(schedule("x"));
  const auto again = store(schedule("x"));
  EXPECT_TRUE(again.already_there);
  EXPECT_EQ(again.version.stored_utc, first.version.stored_utc);
  EXPECT_THAT(bare_.list(Kind::schedule).at(0).versions, SizeIs(1));
}

TEST_F(Libraries, AStoredVersionIsNeverOverwritten) {
  const auto receipt = store(schedule("x"));
  write_file(path_of(receipt), "changed by hand");
  EXPECT_TRUE(store(schedule("x")).already_there);
  EXPECT_EQ(file_text(path_of(receipt)), "changed by hand");
  const auto found = library_.get(Kind::schedule, "x");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().what, HasSubstr("changed on the disk"));
}

TEST_F(Libraries, ListsVersionsNewestFirstWithWhoAndWhen) {
  store(schedule("x", 500));
  store(schedule("x", 900));
  const auto list = bare_.list(Kind::schedule);
  ASSERT_THAT(list, SizeIs(1));
  EXPECT_EQ(list[0].title, "x");
  ASSERT_THAT(list[0].versions, SizeIs(2));
  EXPECT_EQ(list[0].versions[0].stored_utc, "2026-11-24T12:00:02.000000Z");
  EXPECT_EQ(list[0].versions[1].stored_utc, "2026-11-24T12:00:01.000000Z");
  EXPECT_EQ(list[0].versions[0].stored_by, "anna");
  EXPECT_EQ(list[0].versions[0].note, "a note");
}

TEST_F(Libraries, AnInvalidDocumentIsNotStoredAndEveryProblemIsTold) {
  const auto result = library_.store(
      Kind::schedule, R"({"format": "dyad-schedule/1", "name": "x", "windw": 1})",
      "anna", "", kNoon);
  const auto* problems = std::get_if<config::Problems>(&result);
  ASSERT_NE(problems, nullptr);
  std::set<std::string> pointers;
  for (const config::Problem& problem : *problems) {
    EXPECT_EQ(problem.file, "schedule");
    EXPECT_EQ(problem.line, 1U);
    pointers.insert(problem.pointer);
  }
  EXPECT_TRUE(pointers.contains("/windw"));
  EXPECT_GE(pointers.size(), 2U);
  EXPECT_THAT(bare_.list(Kind::schedule), IsEmpty());
}

TEST_F(Libraries, ARigIsNoScheduleAndTheOtherWayRound) {
  EXPECT_THAT(Library::problems_of(Kind::schedule, "f", schedule("x")), IsEmpty());
  EXPECT_FALSE(Library::problems_of(Kind::rig, "f", schedule("x")).empty());
  EXPECT_FALSE(Library::problems_of(Kind::rig, "f", "{").empty());
}

TEST_F(Libraries, WhatComesWithDyadIsListedAndCanBeTaken) {
  const auto list = library_.list(Kind::schedule);
  EXPECT_GT(list.size(), 10U);
  for (const Library::Entry& entry : list) EXPECT_TRUE(entry.built_in());
  const auto found = library_.get(Kind::schedule, "quick-start");
  ASSERT_TRUE(found);
  EXPECT_THAT(Library::problems_of(Kind::schedule, "f", found->text), IsEmpty());
  EXPECT_TRUE(library_.get(Kind::rig, "two-simulated-mice"));
}

TEST_F(Libraries, AStoredVersionStandsBeforeTheOneThatComesWithDyad) {
  const auto built_in = library_.get(Kind::schedule, "quick-start");
  const auto receipt = store(schedule("Quick start"));
  EXPECT_EQ(library_.get(Kind::schedule, "quick-start")->version.sha256,
            receipt.version.sha256);
  EXPECT_EQ(library_.get(Kind::schedule, "quick-start@" + built_in->version.id)->text,
            built_in->text);
}

TEST_F(Libraries, ATornLineOfTheIndexHidesNoVersion) {
  store(schedule("x", 500));
  const std::string index = folder_.of("schedules/x/versions.ndjson");
  const std::string text = file_text(index);
  write_file(index, text + text.substr(0, text.size() / 2));
  const auto later = store(schedule("x", 900));
  const auto versions = bare_.list(Kind::schedule).at(0).versions;
  ASSERT_THAT(versions, SizeIs(2));
  EXPECT_EQ(versions[0].sha256, later.version.sha256);
  EXPECT_EQ(versions[1].stored_by, "anna");
}

TEST_F(Libraries, AVersionWithoutItsLineIsThere) {
  store(schedule("x"));
  std::filesystem::remove(folder_.of("schedules/x/versions.ndjson"));
  const auto versions = bare_.list(Kind::schedule).at(0).versions;
  ASSERT_THAT(versions, SizeIs(1));
  EXPECT_FALSE(versions[0].stored_utc.empty());
  EXPECT_TRUE(library_.get(Kind::schedule, "x"));
}

TEST_F(Libraries, NoNameLeadsOutOfTheFolder) {
  write_file(folder_.of("secret.json"), schedule("x"));
  for (const char* name : {"..", "../secret", "x/../..", "/etc/passwd", "", "x@../y"}) {
    EXPECT_FALSE(library_.get(Kind::schedule, name)) << name;
  }
  const auto receipt = store(schedule("../../etc/passwd"));
  EXPECT_EQ(receipt.name, "etc-passwd");
  EXPECT_TRUE(std::filesystem::exists(path_of(receipt)));
}

TEST_F(Libraries, StoringFromSeveralThreadsLosesNothing) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      for (int k = 0; k < 5; ++k) {
        (void)library_.store(Kind::schedule, schedule("x", 100 + 10 * i + k), "anna",
                             "", kNoon);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto versions = bare_.list(Kind::schedule).at(0).versions;
  EXPECT_THAT(versions, SizeIs(20));
  for (const auto& version : versions) EXPECT_EQ(version.stored_by, "anna");
}

TEST(LibraryName, IsSafeInAPathAndTellsNamesApart) {
  EXPECT_EQ(Library::name_of("Mouse cooperation, solo control"),
            "mouse-cooperation-solo-control");
  EXPECT_EQ(Library::name_of("v1.2_b"), "v1.2_b");
  EXPECT_EQ(Library::name_of(".hidden"), "hidden");
  EXPECT_NE(Library::name_of("实验"), Library::name_of("观察"));
  EXPECT_NE(Library::name_of("stage ä"), Library::name_of("stage ö"));
  EXPECT_FALSE(Library::name_of("///").empty());
  EXPECT_LE(Library::name_of(std::string(400, 'a')).size(), 100U);
}

TEST_F(Libraries, TheListIsTheShapeOfTheControlApi) {
  const auto receipt = store(schedule("x"));
  EXPECT_EQ(list_json(Kind::schedule, bare_.list(Kind::schedule)).dump(),
            R"({"schedules":[{"name":"x","title":"x","origin":"stored","versions":[)"
            R"({"id":")" +
                receipt.version.id + R"(","sha256":")" + receipt.version.sha256 +
                R"(","stored_utc":"2026-11-24T12:00:01.000000Z","stored_by":"anna",)"
                R"("note":"a note","origin":"stored"}]}]})");
}

}  // namespace
}  // namespace dyad::server
