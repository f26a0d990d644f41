#pragma once

#include <string>
#include <vector>

#include "dyad/cli/preview_rule.hpp"
#include "dyad/config/schedule.hpp"

// A schedule and its stages in plain sentences. Pure: no rig, no terminal.
namespace dyad::cli::preview {

// How training goes from this stage to the next: "5 sessions", "stays".
std::string goes_on_words(const config::Stage& stage, bool last);
// "below 35 % of the last 100 trials"; empty: never.
std::string goes_back_words(const config::Stage& stage);

// The stages as a staircase, a line each.
std::vector<std::string> staircase(const config::Schedule& schedule, std::size_t width);

// When a session of the stage ends.
std::string session_words(const config::SessionLimits& limits);
std::string label_words(const config::Labels& labels);

// Of the stage as a whole: partners, blocks, factors.
Statements stage_statements(const config::Stage& stage);

// What one block or one level of a factor changes.
struct Condition {
  std::string name;  // "block tight", "probe = catch"
  Statements changes;
};
// Against the first block and the first level of each factor.
std::vector<Condition> conditions(const config::Stage& stage,
                                  const std::vector<std::string>& present);
// "block baseline, probe normal": what `rules.front()` is the rule of; empty where the
// stage has no conditions.
std::string base_condition(const config::Stage& stage);

// The seats on which somebody responds, in the rig's order.
std::vector<std::string> present_seats(const config::Stage& stage,
                                       const std::vector<std::string>& seats);

}  // namespace dyad::cli::preview
