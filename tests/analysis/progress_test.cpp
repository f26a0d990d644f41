#include "dyad/analysis/progress.hpp"

#include <gtest/gtest.h>

namespace dyad::analysis {
namespace {

using config::Criterion;
using config::Schedule;
using config::Stage;

Stage stage(const std::string& name) {
  Stage made;
  made.name = name;
  return made;
}

Stage stage_of(const std::string& name, unsigned sessions) {
  Stage made = stage(name);
  made.sessions = sessions;
  return made;
}

// Stages "one", "two", "three", none with a rule of its own.
Schedule three_stages() {
  Schedule schedule;
  schedule.stages = {stage("one"), stage("two"), stage("three")};
  return schedule;
}

Schedule advancing(const Criterion& advance) {
  Schedule schedule = three_stages();
  schedule.stages[0].advance = advance;
  return schedule;
}

// The first trials are coordinated, the rest are not.
PastSession session(const std::string& stage, std::size_t coordinated = 0,
                    std::size_t decided = 0) {
  PastSession past;
  past.stage = stage;
  past.coordinated.assign(decided, false);
  std::fill_n(past.coordinated.begin(), coordinated, true);
  return past;
}

PastSession cut_short(const std::string& stage) {
  PastSession past = session(stage, 10, 10);
  past.not_planned = "the operator ended it";
  return past;
}

std::size_t next_stage(const Schedule& schedule,
                       const std::vector<PastSession>& sessions) {
  return follow_progress(schedule, sessions).next_stage;
}

TEST(Progress, TrainingBeginsAtTheFirstStage) {
  const Progress progress = follow_progress(three_stages(), {});
  EXPECT_EQ(progress.next_stage, 0U);
  EXPECT_EQ(progress.reason, "no earlier session of these animals counts");
  EXPECT_TRUE(progress.sessions.empty());
}

TEST(Progress, AStageWithoutARuleIsNeverLeft) {
  const std::vector<PastSession> many(1000, session("one", 10, 10));
  const Progress progress = follow_progress(three_stages(), many);
  EXPECT_EQ(progress.next_stage, 0U);
  EXPECT_EQ(progress.reason, "it has neither \"sessions\" nor \"advance\"");
}

TEST(ProgressBySessions, TheLastOfThemMovesThePairOn) {
  Schedule schedule = three_stages();
  schedule.stages[0].sessions = 3;
  Progress progress = follow_progress(schedule, {session("one"), session("one")});
  EXPECT_EQ(progress.next_stage, 0U);
  EXPECT_EQ(progress.reason, "2 of 3 sessions since it was entered");
  progress =
      follow_progress(schedule, {session("one"), session("one"), session("one")});
  EXPECT_EQ(progress.next_stage, 1U);
  EXPECT_EQ(progress.reason, "on from \"one\" after 3 sessions of it");
  EXPECT_EQ(progress.sessions[1].move, Move::stay);
  EXPECT_EQ(progress.sessions[2].move, Move::advance);
}

TEST(ProgressBySessions, EachStageCountsItsOwn) {
  Schedule schedule;
  schedule.stages = {stage_of("one", 1), stage_of("two", 2), stage("three")};
  EXPECT_EQ(next_stage(schedule, {session("one")}), 1U);
  EXPECT_EQ(next_stage(schedule, {session("one"), session("two")}), 1U);
  EXPECT_EQ(next_stage(schedule, {session("one"), session("two"), session("two")}), 2U);
}

TEST(ProgressBySessions, TheLastStageIsNeverLeft) {
  Schedule schedule;
  schedule.stages = {stage_of("one", 1), stage_of("two", 1)};
  const Progress progress = follow_progress(
      schedule, {session("one"), session("two"), session("two"), session("two")});
  EXPECT_EQ(progress.next_stage, 1U);
  EXPECT_EQ(progress.reason, "it is the last stage");
  EXPECT_EQ(progress.sessions[1].move, Move::stay);
}

TEST(ProgressCriterion, AtLeastIsReachedExactlyAtItsPercent) {
  const Schedule schedule = advancing({.permille = 750});
  EXPECT_EQ(next_stage(schedule, {session("one", 75, 100)}), 1U);
  EXPECT_EQ(next_stage(schedule, {session("one", 74, 100)}), 0U);
  EXPECT_EQ(next_stage(schedule, {session("one", 3, 4)}), 1U);
}

TEST(ProgressCriterion, AboveIsNotReachedExactlyAtItsPercent) {
  const Schedule schedule = advancing({.permille = 750, .strict = true});
  EXPECT_EQ(next_stage(schedule, {session("one", 75, 100)}), 0U);
  EXPECT_EQ(next_stage(schedule, {session("one", 76, 100)}), 1U);
}

TEST(ProgressCriterion, IsHeldAgainstTheExactFraction) {
  // 2 of 3 are 66.67 %: more than 66.6, less than 66.7.
  EXPECT_EQ(
      next_stage(advancing({.permille = 666, .strict = true}), {session("one", 2, 3)}),
      1U);
  EXPECT_EQ(next_stage(advancing({.permille = 667}), {session("one", 2, 3)}), 0U);
  // A million trials, one short of it.
  EXPECT_EQ(
      next_stage(advancing({.permille = 1000}), {session("one", 999'999, 1'000'000)}),
      0U);
  EXPECT_EQ(
      next_stage(advancing({.permille = 1000}), {session("one", 1'000'000, 1'000'000)}),
      1U);
}

TEST(ProgressCriterion, LooksAtTheLastTrialsOnly) {
  const Schedule schedule = advancing({.permille = 750, .over_trials = 4});
  PastSession late = session("one", 0, 10);
  for (const std::size_t i : {7U, 8U, 9U}) late.coordinated[i] = true;
  const Progress progress = follow_progress(schedule, {late});
  EXPECT_EQ(progress.next_stage, 1U);
  EXPECT_EQ(progress.sessions[0].success, (Success{3, 10}));
  EXPECT_EQ(progress.sessions[0].for_advance, (Success{3, 4}));
  // Coordinated early on, and no longer at the end.
  EXPECT_EQ(next_stage(schedule, {session("one", 8, 10)}), 0U);
}

TEST(ProgressCriterion, ASessionOfFewerTrialsNeitherReachesItNorFallsBelow) {
  Schedule schedule = three_stages();
  schedule.stages[1].advance = {.permille = 500, .over_trials = 10};
  schedule.stages[1].go_back = {.permille = 500, .over_trials = 10};
  const Progress good = follow_progress(schedule, {session("two", 9, 9)});
  EXPECT_EQ(good.next_stage, 1U);
  EXPECT_FALSE(good.sessions[0].reached);
  EXPECT_FALSE(good.sessions[0].for_advance);
  const Progress bad = follow_progress(schedule, {session("two", 0, 9)});
  EXPECT_EQ(bad.next_stage, 1U);
  EXPECT_FALSE(bad.sessions[0].fell_below);
  EXPECT_EQ(next_stage(schedule, {session("two", 10, 10)}), 2U);
  EXPECT_EQ(next_stage(schedule, {session("two", 0, 10)}), 0U);
}

TEST(ProgressCriterion, ASessionWithoutADecidedTrialNeitherReachesItNorFallsBelow) {
  Schedule schedule = three_stages();
  schedule.stages[1].advance = {.permille = 1, .strict = false};
  schedule.stages[1].go_back = {.permille = 1000};
  const Progress progress = follow_progress(schedule, {session("two", 0, 0)});
  EXPECT_EQ(progress.next_stage, 1U);
  EXPECT_TRUE(progress.sessions[0].counts);
  EXPECT_EQ(progress.sessions[0].success.permille(), std::nullopt);
}

TEST(ProgressInARow, ConsecutiveSessionsMoveThePairOn) {
  const Schedule schedule = advancing({.permille = 750, .in_a_row = 2});
  const PastSession good = session("one", 8, 10);
  const PastSession bad = session("one", 7, 10);
  EXPECT_EQ(next_stage(schedule, {good}), 0U);
  EXPECT_EQ(next_stage(schedule, {good, good}), 1U);
  EXPECT_EQ(next_stage(schedule, {good, bad, good}), 0U);
  EXPECT_EQ(next_stage(schedule, {good, bad, good, good}), 1U);
}

TEST(ProgressInARow, ASessionOfTooFewTrialsBreaksTheRow) {
  const Schedule schedule =
      advancing({.permille = 750, .over_trials = 10, .in_a_row = 2});
  const PastSession good = session("one", 10, 10);
  EXPECT_EQ(next_stage(schedule, {good, session("one", 5, 5), good}), 0U);
  EXPECT_EQ(next_stage(schedule, {good, good}), 1U);
}

TEST(ProgressInARow, ASessionThatDoesNotCountBreaksNoRow) {
  const Schedule schedule = advancing({.permille = 750, .in_a_row = 2});
  const PastSession good = session("one", 8, 10);
  EXPECT_EQ(next_stage(schedule, {good, cut_short("one"), good}), 1U);
  EXPECT_EQ(next_stage(schedule, {good, session("renamed", 0, 10), good}), 1U);
}

TEST(ProgressInARow, AnotherStageBreaksTheRow) {
  Schedule schedule = advancing({.permille = 750, .in_a_row = 2});
  const PastSession good = session("one", 8, 10);
  EXPECT_EQ(next_stage(schedule, {good, session("two"), good}), 0U);
}

TEST(ProgressInARow, TheReasonSaysHowFarItIs) {
  const Schedule schedule =
      advancing({.permille = 755, .strict = true, .over_trials = 100, .in_a_row = 3});
  const PastSession good = session("one", 100, 100);
  EXPECT_EQ(follow_progress(schedule, {session("one", 0, 100), good, good}).reason,
            "it is left after 3 sessions in a row with more than 75.5 % coordinated "
            "over their "
            "last 100 trials, so far 2");
  EXPECT_EQ(follow_progress(schedule, {good, good, good}).reason,
            "on from \"one\" after 3 sessions in a row with more than 75.5 % "
            "coordinated over "
            "their last 100 trials");
}

TEST(ProgressGoBack, IsStrictlyBelowItsPercent) {
  Schedule schedule = three_stages();
  schedule.stages[1].go_back = {.permille = 350};
  EXPECT_EQ(next_stage(schedule, {session("two", 35, 100)}), 1U);
  const Progress progress = follow_progress(schedule, {session("two", 34, 100)});
  EXPECT_EQ(progress.next_stage, 0U);
  EXPECT_EQ(progress.sessions[0].move, Move::go_back);
  EXPECT_EQ(progress.reason,
            "back from \"two\" after a session with less than 35 % coordinated");
}

TEST(ProgressGoBack, TakesItsOwnRowAndItsOwnTrials) {
  Schedule schedule = three_stages();
  schedule.stages[1].go_back = {.permille = 350, .over_trials = 10, .in_a_row = 2};
  const PastSession worse_at_the_end = session("two", 40, 50);
  EXPECT_EQ(next_stage(schedule, {worse_at_the_end}), 1U);
  EXPECT_EQ(next_stage(schedule, {worse_at_the_end, worse_at_the_end}), 0U);
  EXPECT_EQ(
      next_stage(schedule, {worse_at_the_end, session("two", 4, 10), worse_at_the_end}),
      1U);
}

TEST(ProgressGoBack, TheFirstStageIsNeverLeftDownwards) {
  Schedule schedule = three_stages();
  schedule.stages[0].go_back = {.permille = 1000};
  const Progress progress = follow_progress(schedule, {session("one", 0, 10)});
  EXPECT_EQ(progress.next_stage, 0U);
  EXPECT_EQ(progress.sessions[0].move, Move::stay);
}

TEST(ProgressGoBack, TheLastStageIsLeftDownwards) {
  Schedule schedule = three_stages();
  schedule.stages[2].advance = {.permille = 100};
  schedule.stages[2].go_back = {.permille = 350};
  EXPECT_EQ(next_stage(schedule, {session("three", 2, 10)}), 1U);
}

TEST(ProgressGoBack, AdvanceComesFirstWhereBothApply) {
  Schedule schedule = three_stages();
  schedule.stages[1].advance = {.permille = 300};
  schedule.stages[1].go_back = {.permille = 500};
  EXPECT_EQ(next_stage(schedule, {session("two", 4, 10)}), 2U);
  schedule.stages[1].advance.reset();
  schedule.stages[1].sessions = 1;
  EXPECT_EQ(next_stage(schedule, {session("two", 4, 10)}), 2U);
}

TEST(ProgressMoves, TheCountBeginsAnewAfterAMove) {
  Schedule schedule;
  schedule.stages = {stage_of("one", 2), stage_of("two", 2), stage("three")};
  schedule.stages[1].go_back = {.permille = 350};
  const PastSession one = session("one", 10, 10);
  const PastSession fails = session("two", 0, 10);
  EXPECT_EQ(next_stage(schedule, {one, one, fails}), 0U);
  EXPECT_EQ(next_stage(schedule, {one, one, fails, one}), 0U);
  EXPECT_EQ(next_stage(schedule, {one, one, fails, one, one}), 1U);
}

TEST(ProgressMoves, ASessionOfAStageThatWasJustLeftBeginsItAnew) {
  Schedule schedule = three_stages();
  schedule.stages[0].sessions = 2;
  const PastSession one = session("one");
  EXPECT_EQ(next_stage(schedule, {one, one}), 1U);
  EXPECT_EQ(next_stage(schedule, {one, one, one}), 0U);
  EXPECT_EQ(next_stage(schedule, {one, one, one, one}), 1U);
}

TEST(ProgressMoves, AStageThatTheOperatorChoseIsThePairsStage) {
  Schedule schedule;
  schedule.stages = {stage_of("one", 5), stage_of("two", 2), stage("three")};
  const Progress progress =
      follow_progress(schedule, {session("one"), session("two"), session("two")});
  EXPECT_EQ(progress.sessions[1].due_stage, 0U);
  EXPECT_EQ(progress.sessions[1].stage, 1U);
  EXPECT_EQ(progress.sessions[2].due_stage, 1U);
  EXPECT_EQ(progress.next_stage, 2U);
  // And back to the beginning, whose count begins anew.
  EXPECT_EQ(follow_progress(schedule, {session("one"), session("two"), session("one")})
                .reason,
            "1 of 5 sessions since it was entered");
}

TEST(ProgressCounting, ASessionThatDidNotComeToItsPlannedEndDoesNotCount) {
  Schedule schedule = three_stages();
  schedule.stages[0].sessions = 1;
  const Progress progress = follow_progress(schedule, {cut_short("one")});
  EXPECT_EQ(progress.next_stage, 0U);
  EXPECT_FALSE(progress.sessions[0].counts);
  EXPECT_EQ(progress.sessions[0].why_not, "the operator ended it");
  EXPECT_EQ(progress.sessions[0].success, (Success{10, 10}));
  // Nor does it make its stage the pair's.
  EXPECT_EQ(next_stage(schedule, {cut_short("three")}), 0U);
}

TEST(ProgressCounting, ASessionOfARenamedStageIsListedAndDoesNotCount) {
  Schedule schedule = three_stages();
  schedule.stages[0].sessions = 1;
  const Progress progress = follow_progress(schedule, {session("first", 7, 10)});
  ASSERT_EQ(progress.sessions.size(), 1U);
  EXPECT_FALSE(progress.sessions[0].counts);
  EXPECT_EQ(progress.sessions[0].why_not, "the schedule has no stage \"first\" now");
  EXPECT_EQ(progress.sessions[0].success.permille(), 700U);
  EXPECT_EQ(progress.next_stage, 0U);
}

TEST(ProgressCounting, ASessionCountsForTheStageOfItsNameWhereverItStandsNow) {
  Schedule schedule;
  schedule.stages = {stage("new"), stage_of("one", 1), stage("two")};
  const Progress progress = follow_progress(schedule, {session("one")});
  EXPECT_EQ(progress.sessions[0].stage, 1U);
  EXPECT_EQ(progress.next_stage, 2U);
}

TEST(ProgressCounting, ASessionOfAnotherVersionCounts) {
  Schedule schedule = three_stages();
  schedule.stages[0].sessions = 1;
  PastSession other = session("one");
  other.other_version = true;
  EXPECT_EQ(next_stage(schedule, {other}), 1U);
}

TEST(PercentText, HasATenthWhereThereIsOne) {
  EXPECT_EQ(percent_text(750), "75 %");
  EXPECT_EQ(percent_text(5), "0.5 %");
  EXPECT_EQ(percent_text(1000), "100 %");
}

}  // namespace
}  // namespace dyad::analysis
