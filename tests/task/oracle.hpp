#pragma once

#include <string>
#include <vector>

#include "dyad/core/command.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/note.hpp"
#include "dyad/task/plan.hpp"

// What a whole session should come to, worked out afterwards from the list of all
// its inputs. Written from docs/schedule.md, in plain integers, with nothing of the
// engine in it: it looks back over the whole list where an engine looks forward.
namespace dyad::task::oracle {

struct Session {
  std::vector<Note> notes;
  std::vector<Command> commands;  // in_order
  // Draws that docs/schedule.md does not permit.
  std::vector<std::string> objections;
};

// The inputs are as the engine was fed them, without deadlines, the start first.
// What was drawn cannot be known from the document: where a thing is drawn, it is
// taken from `said`, the engine's own notes, and held to be one of those permitted.
Session decide(const Plan& plan, const std::vector<Input>& inputs,
               const std::vector<Note>& said);

// Commands of one instant may come in any order, so here they have one; without their
// tokens.
std::vector<Command> in_order(std::vector<Command> commands);

}  // namespace dyad::task::oracle
