#pragma once

#include "support.hpp"

// Schedules for tests of single members.
namespace dyad::config::test {

// One stage with what is required and these members, as JSON text; and, if given,
// members of the schedule.
inline Document stage_with(const std::string& members, const std::string& of_all = "") {
  return parsed(
      R"({"format": "dyad-schedule/1", "name": "s", "session": {"duration_s": 9},
    )" +
      (of_all.empty() ? "" : of_all + ",") +
      R"("stages": [{"name": "one", "window_ms": 750, "reward_ul": 4)" +
      (members.empty() ? "" : ", " + members) + "}]}");
}

inline Stage good_stage(const std::string& members, const std::string& of_all = "") {
  const Schedule schedule = good_schedule(stage_with(members, of_all));
  return schedule.stages.empty() ? Stage{} : schedule.stages.front();
}

inline TrialRule good_rule(const std::string& members) {
  const Stage stage = good_stage(members);
  EXPECT_EQ(stage.rules.size(), 1U);
  return stage.rules.empty() ? TrialRule{} : stage.rules.front();
}

// "POINTER: FOUND" of every problem of the stage, below the stage and a line each.
inline std::string stage_problems(const std::string& members,
                                  const std::string& of_all = "") {
  Problems problems;
  read_schedule(stage_with(members, of_all), problems);
  std::string text;
  for (const Problem& problem : problems) {
    const std::string stage = "/stages/0";
    const bool in_stage = problem.pointer.compare(0, stage.size(), stage) == 0;
    text += (in_stage ? problem.pointer.substr(stage.size()) : problem.pointer) + ": " +
            problem.found + "\n";
  }
  return text;
}

inline const char* const kTwoChoices =
    R"("choices": {"near": ["a", "b"], "far": ["c", "d"]})";

}  // namespace dyad::config::test
