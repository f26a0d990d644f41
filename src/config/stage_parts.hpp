#pragma once

#include <optional>

#include "dyad/config/stage.hpp"
#include "object.hpp"
#include "rule_draft.hpp"

// The parts of a stage, read one by one; what is wrong goes to the values' findings,
// and the part comes back as far as it could be read.
namespace dyad::config {

// The text of a path to a session log, and of an animal's name in it.
inline constexpr TextRule kLogPath{1'000, TextRule::title};
inline constexpr NumberRule kSessionSeconds{1'000, 86'400'000'000, 6, "s"};

Stage read_stage(const Value& value, const SessionLimits& limits, const Labels& labels);

// What stands in the value counts before what `limits` and `labels` have already.
void read_limits(const Value& value, Need duration, SessionLimits& limits);
void read_labels(const Value& value, Labels& labels);

void read_progress(Object& stage, Stage& into);
std::vector<Partner> read_partners(const Value& value);

// A time or a draw, each time within the rule.
Interval read_interval(const Value& value, const NumberRule& times);
// Of the interval between trials; a limit that other intervals share.
inline constexpr NumberRule kIntervalFromZero = milliseconds(0, 3'600'000'000);
inline constexpr NumberRule kIntervalFromOne = milliseconds(1'000, 3'600'000'000);

// The sets of a stage's blocks and of its factors' levels, in step with them.
struct Conditions {
  std::vector<RulePart> blocks;
  std::vector<std::vector<RulePart>> factors;
};
Conditions read_conditions(Object& stage, Stage& into, BadMembers& bad);

// Puts together the rule of each combination and checks each.
void compose_rules(const Value& stage, const RulePart& own,
                   const Conditions& conditions, const BadMembers& bad, Stage& into);

}  // namespace dyad::config
