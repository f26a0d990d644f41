#include <algorithm>
#include <optional>
#include <set>

#include "check_rule.hpp"
#include "pointer.hpp"

namespace dyad::config {
namespace {

constexpr const char* kWithhold = "withhold";

using Joint = std::vector<std::size_t>;  // by seat, in the order of their names

std::vector<std::string> names_of(const std::vector<Choice>& choices) {
  std::vector<std::string> names;
  for (const Choice& choice : choices) names.push_back(choice.name);
  names.emplace_back(kWithhold);
  return names;
}

std::optional<PayoffCell> resolved(const ComposedRule& composed, std::size_t index,
                                   const std::vector<std::string>& names) {
  const DraftCell& cell = composed.draft.payoff[index];
  PayoffCell read;
  read.reward_nl = cell.reward_nl;
  bool known = true;
  for (const auto& [seat, choice] : cell.joint) {
    const auto found = std::find(names.begin(), names.end(), choice);
    if (found == names.end()) {
      known = false;
      composed.refuse({"payoff", "choices"}, "the unknown choice \"" + choice + "\"",
                      one_of(names), did_you_mean(choice, names),
                      child_pointer(child_pointer("", index) + "/joint", seat));
    }
    read.joint.emplace_back(seat, static_cast<std::size_t>(found - names.begin()));
  }
  if (!known) return std::nullopt;
  return read;
}

// Moves on to the next of choices^seats. Whether there is one.
bool next(Joint& joint, std::size_t choices) {
  for (std::size_t i = joint.size(); i-- > 0;) {
    if (++joint[i] < choices) return true;
    joint[i] = 0;
  }
  return false;
}

void check_complete(const ComposedRule& composed, const std::vector<PayoffCell>& cells,
                    const std::vector<std::string>& names) {
  std::set<Joint> present;
  for (const PayoffCell& cell : cells) {
    Joint joint;
    for (const auto& [seat, choice] : cell.joint) joint.push_back(choice);
    present.insert(std::move(joint));
  }
  const auto& seats = cells.front().joint;
  Joint joint(seats.size());
  do {
    if (present.count(joint) > 0) continue;
    std::string found = "no cell for";
    for (std::size_t i = 0; i < seats.size(); ++i) {
      found += " " + seats[i].first + " \"" + names[joint[i]] + "\"";
    }
    composed.refuse({"payoff", "choices"}, found,
                    "a cell for every combination of choices");
    return;
  } while (next(joint, names.size() - 1));
}

}  // namespace

std::vector<PayoffCell> resolve_payoff(const ComposedRule& composed) {
  std::vector<PayoffCell> cells;
  const auto& choices = composed.draft.rule.choices;
  const auto& payoff = composed.draft.payoff;
  if (choices.empty() || payoff.empty()) return cells;
  const auto names = names_of(choices);
  for (std::size_t i = 0; i < payoff.size(); ++i) {
    if (auto cell = resolved(composed, i, names)) cells.push_back(std::move(*cell));
  }
  if (cells.size() == payoff.size()) check_complete(composed, cells, names);
  return cells;
}

}  // namespace dyad::config
