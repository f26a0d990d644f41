#include "dyad/server/note_book.hpp"

#include <gtest/gtest.h>

#include "dyad/server/current_session.hpp"
#include "server/support.hpp"

namespace dyad::server {
namespace {

using std::chrono::milliseconds;

TEST(NoteBookTest, NotesAreReadAsTheyWereWrittenInOrder) {
  const testing::Scratch scratch;
  NoteBook book;
  const std::string log = scratch.path("S.jsonl");
  ASSERT_TRUE(
      book.append(log, {"2026-11-24T10:00:00.000Z", 61'250'000, "anna", "sneezed"}));
  ASSERT_TRUE(book.append(log, {"2026-11-24T11:00:00.000Z", std::nullopt, "ben",
                                "line\nbreak \"quoted\""}));
  const auto notes = book.read(log);
  ASSERT_TRUE(notes);
  EXPECT_EQ(
      notes->dump(),
      R"([{"utc":"2026-11-24T10:00:00.000Z","t_us":61250000,"by":"anna","text":"sneezed"},)"
      R"({"utc":"2026-11-24T11:00:00.000Z","t_us":null,"by":"ben","text":"line\nbreak \"quoted\""}])");
}

TEST(NoteBookTest, WhatIsThereIsOnlyEverAddedTo) {
  const testing::Scratch scratch;
  NoteBook book;
  const std::string log = scratch.path("S.jsonl");
  ASSERT_TRUE(book.append(log, {"a", 1, "x", "first"}));
  const std::string before = testing::slurp(scratch.path("S.notes.ndjson"));
  ASSERT_TRUE(book.append(log, {"b", 2, "x", "second"}));
  EXPECT_EQ(testing::slurp(scratch.path("S.notes.ndjson")).substr(0, before.size()),
            before);
}

TEST(NoteBookTest, ANoteThatAPowerCutToreSpoilsNoOther) {
  const testing::Scratch scratch;
  NoteBook book;
  scratch.write("S.notes.ndjson", "{\"text\":\"whole\"}\n{\"text\":\"to");
  ASSERT_TRUE(book.append(scratch.path("S.jsonl"), {"b", 2, "x", "next"}));
  const auto notes = book.read(scratch.path("S.jsonl"));
  ASSERT_TRUE(notes);
  ASSERT_EQ(notes->size(), 2U);
  EXPECT_EQ((*notes)[0]["text"], "whole");
  EXPECT_EQ((*notes)[1]["text"], "next");
}

TEST(NoteBookTest, ALogWithoutNotesHasNone) {
  const testing::Scratch scratch;
  EXPECT_EQ(NoteBook().read(scratch.path("S.jsonl"))->size(), 0U);
}

TEST(NoteBookTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_FALSE(NoteBook().append("/nonexistent/S.jsonl", {"b", 2, "x", "y"}));
}

TEST(CurrentSessionTest, ItsTimeGoesOnFromTheLastBeatAtItsSpeed) {
  CurrentSession current;
  const auto beat = std::chrono::steady_clock::now();
  current.begin("a.jsonl", 20);
  EXPECT_FALSE(current.now_us("a.jsonl", beat)) << "no beat yet";
  current.beat(5'000'000, beat);
  EXPECT_EQ(current.now_us("a.jsonl", beat + milliseconds(100)), 7'000'000);
  EXPECT_EQ(current.now_us("a.jsonl", beat + milliseconds(60'000)), 45'000'000)
      << "a session that hangs is not guessed at for more than 2 s";
  EXPECT_FALSE(current.now_us("b.jsonl", beat));
  current.over();
  EXPECT_FALSE(current.now_us("a.jsonl", beat));
}

}  // namespace
}  // namespace dyad::server
