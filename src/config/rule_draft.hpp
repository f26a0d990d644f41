#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dyad/config/trial_rule.hpp"
#include "object.hpp"

// A trial rule while it is put together from a stage and the sets of its blocks and
// levels.
namespace dyad::config {

// One cell of a payoff, its choices still by name.
struct DraftCell {
  std::vector<std::pair<std::string, std::string>> joint;  // by seat
  std::vector<std::pair<std::string, std::uint32_t>> reward_nl;
};

// A name means what it does only beside the members of the other parts.
struct RuleDraft {
  TrialRule rule;
  bool has_reward = false;    // reward_ul stands in the file
  std::string target_choice;  // of a fixed target
  std::vector<DraftCell> payoff;
};

// One member of docs/schedule.md, "A trial".
struct RuleMember {
  const char* name;
  void (*read)(const Value& value, RuleDraft& into);
  // Replaces what the member stands for, as a whole.
  void (*copy)(const RuleDraft& from, RuleDraft& into);
};

// What one object, a stage or a `set`, says of the rule.
struct RulePart {
  RuleDraft draft;
  std::vector<const RuleMember*> present;

  void apply_to(RuleDraft& rule) const {
    for (const RuleMember* member : present) member->copy(draft, rule);
  }
};

// Pointers of members in which something is wrong already: no rule is derived from
// them.
using BadMembers = std::set<std::string>;

enum class RuleOf { stage, set };

// Reads the trial's members of the object; finish() is left to the caller.
RulePart read_rule_part(Object& object, RuleOf what, BadMembers& bad);

// The readers of single members, each in the file of its concept.
void read_initiation(const Value& value, RuleDraft& into);
void read_response(const Value& value, RuleDraft& into);
void read_choices(const Value& value, RuleDraft& into);
void read_target(const Value& value, RuleDraft& into);
void read_order(const Value& value, RuleDraft& into);
void read_payoff(const Value& value, RuleDraft& into);
void read_reinforcement(const Value& value, RuleDraft& into);
void read_reward_ul(const Value& value, RuleDraft& into);
void read_reward_percent(const Value& value, RuleDraft& into);
void read_other_rewards(const Value& value, RuleDraft& into);
void read_reward_pulses(const Value& value, RuleDraft& into);
void read_iti(const Value& value, RuleDraft& into);
void read_iti_extension(const Value& value, RuleDraft& into);
void read_outputs(const Value& value, RuleDraft& into);

}  // namespace dyad::config
