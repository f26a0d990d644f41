#pragma once

#include "combination.hpp"
#include "findings.hpp"
#include "rule_draft.hpp"

namespace dyad::config {

// One combination's rule, put together, and where its members stand.
struct ComposedRule {
  const RuleDraft& draft;
  const RulePlaces& places;
  const BadMembers& bad;
  Findings& findings;

  // Notes that the members do not go together, once, at the one that brings it: the
  // one that counts before the others, of equals the first. `within` is the place in
  // the first. Says nothing where one of them is wrong in itself.
  void refuse(const std::vector<std::string>& members, std::string found,
              std::string expected, std::string suggestion = "",
              const std::string& within = "") const;
};

// What no member can be judged for alone.
void check_rule(const ComposedRule& composed);

// Resolves the names in a payoff, noting what is wrong with it.
std::vector<PayoffCell> resolve_payoff(const ComposedRule& composed);

}  // namespace dyad::config
