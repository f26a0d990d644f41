#pragma once

#include <optional>
#include <string>

#include "dyad/config/document.hpp"
#include "dyad/core/result.hpp"
#include "dyad/link/board_messages.hpp"

namespace dyad::cli {

// A board as it was found, and how it goes with this dyad and a rig file.
struct BoardReport {
  std::string port;
  link::Hello hello;
  std::string rig;             // its name; empty: not asked
  std::optional<Error> wrong;  // why it does not serve the rig

  // Whether this dyad speaks its protocol.
  bool usable() const;
};

std::string text_of(const BoardReport& report);
config::Json json_of(const BoardReport& report);

// What to do about a board of another protocol.
Error other_protocol(const std::string& board, const link::Hello& hello);

}  // namespace dyad::cli
