#pragma once

#include <boost/container/static_vector.hpp>
#include <cstddef>

#include "dyad/core/command.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/note.hpp"

namespace dyad::task {

// What one step of the engine says. Fixed capacity: stepping allocates nothing.
// Notes and commands each keep their order.
struct Output {
  // One step passes through at most one outcome, ITI and trial start; the sizes
  // leave room for every note of those and are asserted.
  static constexpr std::size_t kMaxNotes = 16;
  static constexpr std::size_t kMaxCommands = kMaxSubjects + 24;

  boost::container::static_vector<Note, kMaxNotes> notes;
  boost::container::static_vector<Command, kMaxCommands> commands;

  void clear() {
    notes.clear();
    commands.clear();
  }
};

}  // namespace dyad::task
