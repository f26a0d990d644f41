#pragma once

#include <string>
#include <vector>

#include "dyad/core/command.hpp"
#include "dyad/core/note.hpp"

// What two of them said, line by line, with a mark where they differ.
namespace dyad::task {

std::string side_by_side(const std::vector<Note>& engine,
                         const std::vector<Note>& oracle);
std::string side_by_side(const std::vector<Command>& engine,
                         const std::vector<Command>& oracle);

}  // namespace dyad::task
