#pragma once

#include <string>

#include "dyad/config/rig.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/result.hpp"

namespace dyad::cli {

// Which of a rig's devices a command about one board means: the one of that name, or
// the only microcontroller there is where the name is empty.
Result<SourceIndex> board_of_rig(const config::Rig& rig, const std::string& name);

}  // namespace dyad::cli
