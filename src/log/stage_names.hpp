#pragma once

#include <string_view>

#include "dyad/log/header.hpp"
#include "dyad/log/names.hpp"

namespace dyad::log {

// Takes the names of blocks, factors, levels and choices from the header's schedule,
// as far as they can be read: a schedule of another version, or one that somebody has
// edited, must not keep a log from being read.
void add_stage_names(const Header& header, Names& names);

// 1 to kMaxNameBytes bytes of UTF-8 without control characters.
bool can_stand_in_a_line(std::string_view name);

}  // namespace dyad::log
