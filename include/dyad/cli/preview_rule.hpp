#pragma once

#include <string>
#include <vector>

#include "dyad/config/trial_rule.hpp"

// The rules of a trial in plain sentences: the essentials, and what differs from the
// defaults. Pure: no rig, no terminal.
namespace dyad::cli::preview {

struct Statement {
  std::string topic;  // "Window"
  std::string text;   // sentences; lines where it is a list
  bool operator==(const Statement&) const = default;
};
using Statements = std::vector<Statement>;

// `present` are the seats that are not absent, in the rig's order.
Statements rule_statements(const config::TrialRule& rule,
                           const std::vector<std::string>& present);

// What is said of `rule` otherwise than of `base`: of each topic the sentences that are
// new.
Statements differences(const Statements& rule, const Statements& base);

// The parts, each in a file of its own.
void add_trial_statements(const config::TrialRule& rule,
                          const std::vector<std::string>& present, Statements& into);
void add_reward_statements(const config::TrialRule& rule,
                           const std::vector<std::string>& present, Statements& into);
void add_interval_statements(const config::TrialRule& rule, Statements& into);

// The most water that one trial can bring, all subjects together.
std::uint64_t most_volume_nl(const config::TrialRule& rule,
                             const std::vector<std::string>& present);
// Whether a trial of the rule can end so.
bool can_end_as(Outcome outcome, const config::TrialRule& rule);

}  // namespace dyad::cli::preview
