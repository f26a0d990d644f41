#include <algorithm>

#include "check_rule.hpp"
#include "combination.hpp"
#include "stage_parts.hpp"

namespace dyad::config {
namespace {

RuleDraft composed_of(const RulePart& own, const Conditions& conditions,
                      const Combination& combination) {
  RuleDraft draft;
  own.apply_to(draft);
  if (!conditions.blocks.empty()) {
    conditions.blocks[combination.block].apply_to(draft);
  }
  for (std::size_t i = 0; i < conditions.factors.size(); ++i) {
    if (conditions.factors[i].empty()) continue;
    conditions.factors[i][combination.levels[i]].apply_to(draft);
  }
  return draft;
}

// The place of the fixed target among the choices; check_rule has said if it is none.
std::size_t target_of(const RuleDraft& draft) {
  const auto& choices = draft.rule.choices;
  const auto found = std::find_if(
      choices.begin(), choices.end(),
      [&](const Choice& choice) { return choice.name == draft.target_choice; });
  return found == choices.end() ? 0 : static_cast<std::size_t>(found - choices.begin());
}

bool same_names(const std::vector<Choice>& a, const std::vector<Choice>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const Choice& one, const Choice& other) { return one.name == other.name; });
}

// A choice is known by its place all over the stage: that of the stage's own choices,
// or else of those that come first.
void check_same_choices(const ComposedRule& composed, std::vector<Choice>& named) {
  const auto& choices = composed.draft.rule.choices;
  if (choices.empty()) return;
  if (named.empty()) named = choices;
  if (same_names(choices, named)) return;
  std::string expected;
  for (const Choice& choice : named) {
    expected += (expected.empty() ? "\"" : ", \"") + choice.name + "\"";
  }
  composed.refuse({"choices"}, "other choices than elsewhere in the stage",
                  expected + ", in this order",
                  "a condition may give the same choices other operanda");
}

}  // namespace

void compose_rules(const Value& stage, const RulePart& own,
                   const Conditions& conditions, const BadMembers& bad, Stage& into) {
  std::size_t count = combination_count(into);
  if (count > Stage::kMaxCombinations) {
    stage.findings().add(stage.pointer(),
                         std::to_string(count) + " combinations of blocks and levels",
                         "at most " + std::to_string(Stage::kMaxCombinations),
                         "leave out blocks, factors or levels");
    return;
  }
  std::vector<Choice> named = own.draft.rule.choices;
  for (std::size_t i = 0; i < count; ++i) {
    RuleDraft draft = composed_of(own, conditions, Combination(into, i));
    const RulePlaces places(stage.json(), stage.pointer(), into, i);
    const ComposedRule composed{draft, places, bad, stage.findings()};
    check_rule(composed);
    check_same_choices(composed, named);
    if (draft.rule.contingency == Contingency::matrix) {
      draft.rule.payoff = resolve_payoff(composed);
    }
    draft.rule.target.choice = target_of(draft);
    into.rules.push_back(std::move(draft.rule));
  }
}

}  // namespace dyad::config
