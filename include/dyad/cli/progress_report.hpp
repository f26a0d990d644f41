#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "dyad/analysis/history.hpp"
#include "dyad/analysis/progress.hpp"
#include "dyad/config/schedule.hpp"

namespace dyad::cli {

struct PairProgress {
  analysis::PairHistory history;
  analysis::Progress progress;  // one judged session for each of the history
};

// What `dyad progress` found.
struct ProgressReport {
  config::Schedule schedule;
  std::string folder;
  // What was asked for; empty: whatever there is.
  std::string source{};
  std::vector<std::string> subjects{};

  std::vector<PairProgress> pairs;
  std::vector<analysis::UnreadLog> unread;
  std::vector<analysis::Training> found;  // in the folder, of any schedule
};

void print_text(std::ostream& out, const ProgressReport& report);
nlohmann::ordered_json to_json(const ProgressReport& report);

}  // namespace dyad::cli
