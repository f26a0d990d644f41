#include "dyad/config/stage.hpp"

#include "dyad/core/assert.hpp"

namespace dyad::config {

std::size_t Stage::rule_index(std::size_t block,
                              const std::vector<std::size_t>& levels) const {
  DYAD_ASSERT(levels.size() == factors.size(), "a level for each factor");
  std::size_t index = blocks.empty() ? 0 : block;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    index = index * factors[i].levels.size() + levels[i];
  }
  return index;
}

}  // namespace dyad::config
