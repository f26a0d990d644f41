#include "dyad/analysis/due_stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/log_file.hpp"
#include "dyad/config/read.hpp"

namespace dyad::analysis {
namespace {

using namespace testing;  // NOLINT: the helpers of log_file.hpp
using ::testing::HasSubstr;

// Two stages; from the first after two sessions.
config::Schedule schedule() {
  config::Problems problems;
  const auto document =
      config::parse_document("schedule", header().schedule.dump(), problems);
  const auto schedule = config::read_schedule(*document, problems);
  for (const auto& problem : problems) ADD_FAILURE() << problem.text();
  return schedule.value_or(config::Schedule{});
}

void add_session(const Folder& folder, int day) {
  log::Header ran = header(day * 86'400'000'000);
  ran.stage = 0;
  write_file(folder.of(std::to_string(day) + ".jsonl"), log_text(ran, {ended(1000)}));
}

TEST(DueStage, IsTheFirstForAPairThatNeverRan) {
  const Folder folder;
  const auto choice =
      due_stage(schedule(), {"M1", "M2"}, "sim", folder.of("not there yet"));
  EXPECT_EQ(choice.stage, 0U);
  EXPECT_EQ(choice.reason,
            "stage 1 of 2 \"one\": no earlier session of these animals counts");
}

TEST(DueStage, IsWhereTheSessionsOfThePairHaveBroughtIt) {
  const Folder folder;
  add_session(folder, 1);
  EXPECT_EQ(due_stage(schedule(), {"M2", "M1"}, "sim", folder.path).stage, 0U);
  add_session(folder, 2);
  const auto choice = due_stage(schedule(), {"M2", "M1"}, "sim", folder.path);
  EXPECT_EQ(choice.stage, 1U);
  EXPECT_THAT(choice.reason, HasSubstr("on from \"one\" after 2 sessions of it"));
  EXPECT_EQ(due_stage(schedule(), {"M1", "M3"}, "sim", folder.path).stage, 0U);
  EXPECT_EQ(due_stage(schedule(), {"M1", "M2"}, "live", folder.path).stage, 0U);
}

TEST(DueStage, SaysSoWhereALogCannotBeRead) {
  const Folder folder;
  write_file(folder.of("x.jsonl"), "no log\n");
  EXPECT_THAT(due_stage(schedule(), {"M1", "M2"}, "sim", folder.path).reason,
              HasSubstr("could be read"));
}

TEST(NamedStage, IsFoundByNameOrByNumberFromOne) {
  EXPECT_EQ(named_stage(schedule(), "two")->stage, 1U);
  EXPECT_EQ(named_stage(schedule(), "1")->stage, 0U);
  const auto none = named_stage(schedule(), "3");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().remedy, HasSubstr("1 \"one\", 2 \"two\""));
}

}  // namespace
}  // namespace dyad::analysis
