#pragma once

#include <string>
#include <vector>

#include "dyad/config/stage.hpp"

// A trial schedule, validated. The format is docs/schedule.md.
namespace dyad::config {

struct Schedule {
  std::string name;
  std::string citation;
  std::string notes;
  std::vector<Stage> stages;  // >= 1
  bool operator==(const Schedule&) const = default;
};

}  // namespace dyad::config
