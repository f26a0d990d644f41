#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dyad/config/document.hpp"
#include "dyad/core/result.hpp"
#include "dyad/log/header.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::replay {

// One value of a log's schedule to be put in place of the one it was run with.
struct Override {
  std::string pointer;
  config::Json value;
};

// What an engine needs to decide a log's session: from its header alone.
struct Setting {
  task::Plan plan;
  std::uint64_t seed = 0;
};

// An error where the header's rig and schedule, overrides applied, are not valid.
Result<Setting> setting_of(const log::Header& header,
                           const std::vector<Override>& overrides = {});

}  // namespace dyad::replay
