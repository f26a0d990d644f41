#pragma once

#include <string>

#include "dyad/core/result.hpp"
#include "dyad/link/board_messages.hpp"

namespace dyad::cli {

// Who is at a port. Asks only: changes nothing on a board, though the opening of its
// port may reset it.
Result<link::Hello> query_board(const std::string& port);

}  // namespace dyad::cli
