#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "dyad/config/rig.hpp"
#include "dyad/core/result.hpp"
#include "dyad/link/board_messages.hpp"
#include "dyad/server/doctor.hpp"

namespace dyad::cli {

// Who is at a port: query_board, or a test's board.
using AskPort = std::function<Result<link::Hello>(const std::string& port)>;

// The first eight digits of this program's commit, as the firmware of the same build
// has them; 0: unknown.
std::uint32_t build_number(const std::string& commit);

// What firmware a board of the rig runs, against this dyad's: `build` is that of this
// program.
server::Finding firmware_finding(const config::Rig& rig, SourceIndex board,
                                 const AskPort& ask, std::uint32_t build);

}  // namespace dyad::cli
