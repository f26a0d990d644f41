#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dyad/config/document.hpp"
#include "dyad/config/stage.hpp"

namespace dyad::config {

// How many rules the stage's blocks and levels make.
std::size_t combination_count(const Stage& stage);

// A block and a level of each factor.
struct Combination {
  std::size_t block = 0;
  std::vector<std::size_t> levels{};

  // The inverse of Stage::rule_index.
  Combination(const Stage& stage, std::size_t rule_index);
};

// Where the members of one combination's rule stand in the file: in the level's set,
// else in the block's, else in the stage.
class RulePlaces {
 public:
  // The json and the pointer are the stage's, and must outlive this.
  RulePlaces(const Json& json, const std::string& pointer, const Stage& stage,
             std::size_t rule_index);

  struct Place {
    std::size_t rank = 0;  // 0: the stage; a set that counts before another has more
    std::string container;
  };
  // Of a member that stands nowhere it is the stage.
  Place where(const std::string& member) const;
  std::string of(const std::string& member) const;
  bool has(const std::string& member) const;

 private:
  struct Layer {
    const Json* json;  // null: there is none
    std::string pointer;
  };
  std::vector<Layer> layers_;  // the stage first
};

}  // namespace dyad::config
