#pragma once

#include <optional>
#include <vector>

#include "dyad/core/note.hpp"
#include "dyad/core/result.hpp"
#include "dyad/log/reader.hpp"
#include "dyad/replay/setting.hpp"
#include "dyad/task/tally.hpp"

namespace dyad::replay {

// A decided trial in which somebody responded.
struct Trial {
  TrialNumber number = 0;
  Time opened;  // the trial's first response
  Outcome outcome = Outcome::aborted;
  std::optional<Duration> dt{};
  bool ambiguous = false;
};

// A trial that comes out otherwise, or that only one side has. The sides' trials
// are paired by their first response.
struct Change {
  std::optional<Trial> logged;
  std::optional<Trial> redecided;
};

// What a log would have come to under another schedule, the animals' responses as
// they were: counterfactual, since they would have behaved differently afterwards.
struct Redecision {
  std::vector<Change> changes;  // by time
  task::Tally logged;
  task::Tally redecided;
};

// Decides the log's edges and operator actions again, with deadlines of its own, up
// to the time of the log's last record. An error where the log cannot be read.
Result<Redecision> redecide(log::Reader& reader, const Setting& setting);

}  // namespace dyad::replay
