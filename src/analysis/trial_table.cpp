#include "dyad/analysis/trial_table.hpp"

#include <algorithm>
#include <variant>

namespace dyad::analysis {

void TrialTable::add(const log::Record& record) {
  if (const auto* note = std::get_if<Note>(&record)) {
    add_note(*note);
  } else if (const auto* command = std::get_if<Command>(&record)) {
    if (command->kind != CommandKind::reward || command->subject >= kMaxSubjects)
      return;
    rewarded(command->trial).reward_nl[command->subject] += command->volume_nl;
  }
}

void TrialTable::add_note(const Note& note) {
  if (const auto* start = std::get_if<note::TrialStart>(&note.body)) {
    begin(note, *start);
    return;
  }
  Trial* trial = find(note.trial);
  if (trial == nullptr) return;
  if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
    add_outcome(*trial, *outcome);
  } else if (std::holds_alternative<note::Ambiguous>(note.body)) {
    trial->ambiguous = true;
  } else if (const auto* iti = std::get_if<note::ItiStart>(&note.body)) {
    iti_start_ = note.time;
    trial->iti = iti->until - iti_start_;
  } else if (const auto* extended = std::get_if<note::ItiExtended>(&note.body)) {
    // Of an interval whose beginning a salvaged log has lost the length is unknown.
    if (trial->iti) trial->iti = extended->until - iti_start_;
  } else if (const auto* withheld = std::get_if<note::RewardWithheld>(&note.body)) {
    trial->withheld.push_back(*withheld);
  }
}

void TrialTable::begin(const Note& note, const note::TrialStart& start) {
  const bool known_ahead = ahead_.number == note.trial;
  trials_.push_back(known_ahead ? ahead_ : Trial{});
  Trial& trial = trials_.back();
  trial.number = note.trial;
  trial.start = note.time;
  trial.conditions = start;
}

void TrialTable::add_outcome(Trial& trial, const note::TrialOutcome& outcome) {
  trial.outcome = outcome.outcome;
  trial.first = outcome.first;
  trial.latency = outcome.latency;
  trial.choices = outcome.choices;
  trial.dt = outcome.dt;
  trial.dt_uncertainty = outcome.dt_uncertainty;
  trial.ambiguous = trial.ambiguous || outcome.ambiguous;
}

// A reward may stand before the note that begins its trial: of what one input leads
// to, commands are logged first.
Trial& TrialTable::rewarded(TrialNumber number) {
  if (Trial* begun = find(number)) return *begun;
  if (ahead_.number != number) ahead_ = Trial{};
  ahead_.number = number;
  return ahead_;
}

Trial* TrialTable::find(TrialNumber number) {
  const auto found =
      std::find_if(trials_.rbegin(), trials_.rend(),
                   [number](const Trial& trial) { return trial.number == number; });
  return found == trials_.rend() ? nullptr : &*found;
}

}  // namespace dyad::analysis
