#pragma once

#include <boost/container/static_vector.hpp>
#include <cstddef>

#include "dyad/core/command.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/note.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::task {

// What one step of the engine says. Fixed capacity: stepping allocates nothing.
// Notes and commands each keep their order.
struct Output {
  // One step passes through at most one outcome, ITI and trial start, so each
  // event happens once and each binding pulses once.
  static constexpr std::size_t kMaxNotes = 40;
  static constexpr std::size_t kMaxCommands = 2 * kMaxSubjects + 2 * Plan::kMaxOutputs;

  boost::container::static_vector<Note, kMaxNotes> notes;
  boost::container::static_vector<Command, kMaxCommands> commands;

  void clear() {
    notes.clear();
    commands.clear();
  }
};

}  // namespace dyad::task
