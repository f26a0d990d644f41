#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/link/byte_stream.hpp"

namespace dyad::cli {

// The serial port of a board.
Result<std::unique_ptr<link::ByteStream>> open_board_port(const std::string& path);

// A number that no earlier program used, but for one in 65,535: by it a board tells a
// new host from one that is back.
std::uint16_t new_link_number();

}  // namespace dyad::cli
