#include "stage_names.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "dyad/config/stage.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/log/format.hpp"
#include "dyad/log/line_buffer.hpp"

namespace dyad::log {
namespace {

using Json = nlohmann::ordered_json;
using Strings = std::vector<std::string>;

constexpr std::size_t kMaxLevels = 64;

// Null where there is none; so too for what is no object at all.
const Json& member(const Json& object, const char* name) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(name);
  return found == object.end() ? kNull : *found;
}

bool can_be_used(const Strings& names, std::size_t most) {
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (!can_stand_in_a_line(*name) || std::find(names.begin(), name, *name) != name) {
      return false;
    }
  }
  return names.size() <= most;
}

// The `name` of each of a list. All or nothing: a list with a hole would give the
// others' names to the wrong indices.
Strings names_of_list(const Json& list, std::size_t most) {
  Strings names;
  if (!list.is_array()) return names;
  for (const Json& item : list) {
    const Json& name = member(item, "name");
    if (!name.is_string()) return {};
    names.push_back(name.get<std::string>());
  }
  return can_be_used(names, most) ? names : Strings{};
}

void add_choices_of(const Json& rule, Strings& choices) {
  const Json& object = member(rule, "choices");
  if (!object.is_object()) return;
  for (const auto& item : object.items()) {
    if (std::find(choices.begin(), choices.end(), item.key()) == choices.end()) {
      choices.push_back(item.key());
    }
  }
}

void add_choices_of_each(const Json& list, Strings& choices) {
  if (!list.is_array()) return;
  for (const Json& item : list) add_choices_of(member(item, "set"), choices);
}

void add_factors(const Json& list, Names& names) {
  Strings factors = names_of_list(list, kMaxFactors);
  for (std::size_t i = 0; i < factors.size(); ++i) {
    names.levels.emplace_back(names_of_list(member(list[i], "levels"), kMaxLevels));
  }
  names.factors = NameTable(std::move(factors));
}

// Each choice once, at its first place in the file.
Strings choices_of(const Json& stage) {
  Strings choices;
  add_choices_of(stage, choices);
  add_choices_of_each(member(stage, "blocks"), choices);
  const Json& factors = member(stage, "factors");
  if (factors.is_array()) {
    for (const Json& factor : factors) {
      add_choices_of_each(member(factor, "levels"), choices);
    }
  }
  return can_be_used(choices, kMaxChoices) ? choices : Strings{};
}

}  // namespace

bool can_stand_in_a_line(std::string_view name) {
  const bool control = std::any_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  return !name.empty() && name.size() <= format::kMaxNameBytes && !control &&
         valid_utf8(name);
}

void add_stage_names(const Header& header, Names& names) {
  const Json& stages = member(header.schedule, "stages");
  if (!stages.is_array() || header.stage >= stages.size()) return;
  const Json& stage = stages[header.stage];
  names.blocks =
      NameTable(names_of_list(member(stage, "blocks"), config::Stage::kMaxBlocks));
  add_factors(member(stage, "factors"), names);
  names.choices = NameTable(choices_of(stage));
}

}  // namespace dyad::log
