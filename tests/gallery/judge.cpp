#include "gallery/judge.hpp"

#include <algorithm>

namespace dyad::gallery {

bool Judge::refuses(const task::Engine& engine, const Input& input) {
  const char* reason = engine.refusal(input);
  if (reason == nullptr) return false;
  must(false, reason);
  return true;
}

void Judge::look(const Input& input, const task::Output& out,
                 const task::Engine& engine, bool was_over) {
  now_ = input.time;
  must(!was_over || (out.notes.empty() && out.commands.empty()),
       "nothing follows the end");
  must(out.notes.size() <= task::Output::kMaxNotes, "notes fit into the output");
  must(out.commands.size() <= task::Output::kMaxCommands,
       "commands fit into the output");
  for (const Note& note : out.notes) look(note);
  for (const Command& command : out.commands) look(command);
  look_at_deadline(input, engine);
}

void Judge::must(bool holds, const char* promise) {
  if (holds || !broken_.empty()) return;
  broken_ =
      std::string("broken: ") + promise + ", at " + std::to_string(now_.us()) + " µs";
}

void Judge::look(const Command& command) {
  must(command.time == now_, "a command is of the instant of its decision");
  must(command.token == token_ + 1, "tokens rise one by one");
  token_ = command.token;
  must(command.duration > Duration(), "an output is on for some time");
  must(command.channel < rig_.channels.size(), "a command is for a channel of the rig");
  if (!broken_.empty()) return;
  const config::ChannelKind kind = rig_.channels[command.channel].kind;
  must(config::is_output(kind), "a command is for an output");
  const bool valve = kind == config::ChannelKind::reward_valve;
  must(valve == gives_water(command.kind), "valves are for rewards only");
  if (gives_water(command.kind)) look_at_reward(command);
}

void Judge::look_at_reward(const Command& command) {
  must(command.subject < plan_.subjects, "a reward is somebody's");
  if (!broken_.empty()) return;
  must(rig_.channels[command.channel].subject == command.subject,
       "a reward comes from its subject's valve");
  must(command.volume_nl > 0, "a reward is some water");
  must(command.duration <= rig_.channels[command.channel].valve.max_open,
       "a valve opens no longer than it may");
  look_at_valve(command);
  std::uint64_t& given = given_nl_.at(command.subject);
  given += command.volume_nl;
  must(plan_.max_volume_nl == 0 || given <= plan_.max_volume_nl,
       "nobody is given more than max_ul");
}

void Judge::look_at_valve(const Command& command) {
  Valve& valve = valves_.at(command.subject);
  const bool manual = command.kind == CommandKind::manual_reward;
  must(!(manual || valve.by_hand) || command.time >= valve.closed,
       "what a person gives meets nothing else in the valve");
  const Time closed = command.time + command.duration;
  // Of two that were earned, and may overlap, the later end counts.
  valve = {std::max(valve.closed, closed), manual};
}

void Judge::look(const Note& note) {
  if (std::holds_alternative<note::Ambiguous>(note.body)) return;
  must(note.time >= said_ && note.time <= now_, "notes come in the order of time");
  said_ = note.time;
  must(note.trial >= trial_, "trials are numbered in order");
  if (std::holds_alternative<note::TrialStart>(note.body)) {
    must(!in_trial_ && note.trial == trial_ + 1, "a trial is decided before the next");
    in_trial_ = true;
  } else if (std::holds_alternative<note::TrialOutcome>(note.body)) {
    must(in_trial_, "a trial is decided once");
    in_trial_ = false;
  } else if (std::holds_alternative<note::SessionEnd>(note.body)) {
    must(!in_trial_, "no trial is left undecided");
  }
  trial_ = note.trial;
}

void Judge::look_at_deadline(const Input& input, const task::Engine& engine) {
  constexpr int kEndless = 1000;
  const auto due = engine.next_deadline();
  must(due.has_value() != engine.ended(), "a session has a deadline until its end");
  must(!due || *due >= now_, "no deadline lies in the past");
  if (input.kind != InputKind::deadline) {
    deadlines_ = 0;
    return;
  }
  deadlines_ = input.time == deadline_ ? deadlines_ + 1 : 1;
  deadline_ = input.time;
  must(deadlines_ <= kEndless, "time goes on");
}

}  // namespace dyad::gallery
