#include "dyad/replay/redecide.hpp"

#include <algorithm>
#include <string>

#include "dyad/replay/drive.hpp"
#include "dyad/task/engine.hpp"

namespace dyad::replay {
namespace {

// The trials that the notes of one side tell of.
class TrialBook {
 public:
  void add(const Note& note) {
    tally_.add(note);
    if (std::holds_alternative<note::WindowOpen>(note.body)) {
      // A restarted window still belongs to the trial that the first one opened.
      if (!open_ || open_->number != note.trial) open_ = Trial{note.trial, note.time};
    } else if (const auto* said = std::get_if<note::TrialOutcome>(&note.body)) {
      decide(note.trial, *said);
    } else if (std::holds_alternative<note::Ambiguous>(note.body)) {
      mark(note.trial);
    }
  }
  void add(const Command& command) { tally_.add(command); }

  const std::vector<Trial>& trials() const { return trials_; }
  const task::Tally& tally() const { return tally_; }

 private:
  void decide(TrialNumber number, const note::TrialOutcome& said) {
    if (!open_ || open_->number != number) return;
    open_->outcome = said.outcome;
    open_->dt = said.dt;
    open_->ambiguous = said.ambiguous;
    trials_.push_back(*open_);
    open_.reset();
  }

  void mark(TrialNumber number) {
    for (auto trial = trials_.rbegin(); trial != trials_.rend(); ++trial) {
      if (trial->number < number) return;
      if (trial->number == number) trial->ambiguous = true;
    }
  }

  std::optional<Trial> open_;
  std::vector<Trial> trials_;
  task::Tally tally_;
};

// Both lists rise in time, so one walk pairs them.
std::vector<Change> changes_between(const std::vector<Trial>& logged,
                                    const std::vector<Trial>& redecided) {
  std::vector<Change> changes;
  auto l = logged.begin();
  auto r = redecided.begin();
  while (l != logged.end() || r != redecided.end()) {
    if (r == redecided.end() || (l != logged.end() && l->opened < r->opened)) {
      changes.push_back({*l++, std::nullopt});
    } else if (l == logged.end() || r->opened < l->opened) {
      changes.push_back({std::nullopt, *r++});
    } else {
      if (l->outcome != r->outcome) changes.push_back({*l, *r});
      ++l;
      ++r;
    }
  }
  return changes;
}

// Logged as it comes from a board, ahead of what the engine had been fed.
bool runs_ahead(const log::Record& record) {
  return std::holds_alternative<ClockSample>(record) ||
         std::holds_alternative<BoardDecision>(record);
}

}  // namespace

Result<Redecision> redecide(log::Reader& reader, const Setting& setting) {
  task::Engine engine(setting.plan, setting.seed);
  Driver driver(engine);
  TrialBook logged;
  TrialBook redecided;
  const auto heard = [&redecided](const Input&, const task::Output& out) {
    for (const Note& note : out.notes) redecided.add(note);
    for (const Command& command : out.commands) redecided.add(command);
  };
  Time last;
  while (const log::LoggedRecord* record = reader.next()) {
    if (runs_ahead(record->record)) continue;
    last = std::max(last, log::time_of(record->record));
    if (const auto* note = std::get_if<Note>(&record->record)) logged.add(*note);
    if (const auto* command = std::get_if<Command>(&record->record)) {
      logged.add(*command);
    }
    const auto* input = std::get_if<Input>(&record->record);
    if (input == nullptr || input->kind == InputKind::deadline) continue;
    if (const char* why = driver.feed(*input, heard)) {
      return Error{"line " + std::to_string(record->line) +
                       ": the engine cannot take this input: " + why,
                   "replay the log without changes to see where it first differs"};
    }
  }
  if (reader.error()) return *reader.error();
  driver.finish(last, heard);
  return Redecision{changes_between(logged.trials(), redecided.trials()),
                    logged.tally(), redecided.tally()};
}

}  // namespace dyad::replay
