#include "combination.hpp"

#include <algorithm>

#include "pointer.hpp"

namespace dyad::config {
namespace {

// Null where a file that is not as it should be has no such place.
const Json* child(const Json* json, const char* name) {
  if (json == nullptr || !json->is_object()) return nullptr;
  const auto found = json->find(name);
  return found == json->end() ? nullptr : &*found;
}
const Json* child(const Json* json, std::size_t index) {
  if (json == nullptr || !json->is_array() || index >= json->size()) return nullptr;
  return &(*json)[index];
}

std::string below(std::string pointer, const char* list, std::size_t index) {
  return child_pointer(child_pointer(pointer, list), index);
}

}  // namespace

std::size_t combination_count(const Stage& stage) {
  std::size_t count = std::max<std::size_t>(stage.blocks.size(), 1);
  for (const Factor& factor : stage.factors) {
    count *= std::max<std::size_t>(factor.levels.size(), 1);
  }
  return count;
}

Combination::Combination(const Stage& stage, std::size_t rule_index)
    : levels(stage.factors.size()) {
  std::size_t rest = rule_index;
  for (std::size_t i = stage.factors.size(); i-- > 0;) {
    const std::size_t count = std::max<std::size_t>(stage.factors[i].levels.size(), 1);
    levels[i] = rest % count;
    rest /= count;
  }
  block = rest;
}

RulePlaces::RulePlaces(const Json& json, const std::string& pointer, const Stage& stage,
                       std::size_t rule_index) {
  layers_.push_back({&json, pointer});
  const Combination combination(stage, rule_index);
  if (!stage.blocks.empty()) {
    const Json* block = child(child(&json, "blocks"), combination.block);
    layers_.push_back(
        {child(block, "set"), below(pointer, "blocks", combination.block) + "/set"});
  }
  for (std::size_t i = 0; i < combination.levels.size(); ++i) {
    const Json* factor = child(child(&json, "factors"), i);
    const Json* level = child(child(factor, "levels"), combination.levels[i]);
    layers_.push_back({child(level, "set"), below(below(pointer, "factors", i),
                                                  "levels", combination.levels[i]) +
                                                "/set"});
  }
}

RulePlaces::Place RulePlaces::where(const std::string& member) const {
  for (std::size_t rank = layers_.size(); rank-- > 1;) {
    if (child(layers_[rank].json, member.c_str()) != nullptr) {
      return {rank, layers_[rank].pointer};
    }
  }
  return {0, layers_.front().pointer};
}

std::string RulePlaces::of(const std::string& member) const {
  return child_pointer(where(member).container, member);
}

bool RulePlaces::has(const std::string& member) const {
  const Place place = where(member);
  return place.rank > 0 || child(layers_.front().json, member.c_str()) != nullptr;
}

}  // namespace dyad::config
