#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "dyad/core/note.hpp"
#include "dyad/log/record.hpp"

namespace dyad::analysis {

// One trial of a session, from the notes and commands of its log.
struct Trial {
  TrialNumber number = 0;
  Time start;
  note::TrialStart conditions;
  std::optional<Outcome> outcome;  // none: the log ends before it was decided
  SubjectIndex first = kNoSubject;
  std::array<std::optional<Duration>, kMaxSubjects> latency{};
  std::optional<Duration> dt;
  Duration dt_uncertainty;  // meaningful where dt is
  bool ambiguous = false;   // as decided, or marked afterwards
  // Commanded during the trial; what the valves did is in the actuations.
  std::array<std::uint64_t, kMaxSubjects> reward_nl{};
  // Rewards that were earned and not given, in the order of the log.
  std::vector<note::RewardWithheld> withheld;
  std::array<ChoiceIndex, kMaxSubjects> choices = note::TrialOutcome::no_choices();
  std::optional<Duration> iti;  // from its start to its planned end, as last extended

  bool operator==(const Trial&) const = default;
};

// Collects trials from records in the order of the log.
class TrialTable {
 public:
  void add(const log::Record& record);
  const std::vector<Trial>& trials() const { return trials_; }

 private:
  void add_note(const Note& note);
  void begin(const Note& note, const note::TrialStart& start);
  void add_outcome(Trial& trial, const note::TrialOutcome& outcome);
  // The trial of this number, which is nearly always the last; none before any.
  Trial& rewarded(TrialNumber number);
  Trial* find(TrialNumber number);

  std::vector<Trial> trials_;
  Trial ahead_;  // rewards of a trial whose beginning has not been read
  Time iti_start_;
};

}  // namespace dyad::analysis
