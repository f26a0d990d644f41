#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dyad/analysis/progress.hpp"

// The earlier sessions of pairs, as the logs of a data folder tell them.
namespace dyad::analysis {

// What tells one training from another: a log is of one.
struct Training {
  std::string schedule;               // its name
  std::string source;                 // "live", "sim" or "import"
  std::vector<std::string> subjects;  // the animals, sorted
  auto operator<=>(const Training&) const = default;
};

struct HistoryQuery {
  std::string folder;
  std::string schedule;  // its name
  // As it is now: logs of other versions are marked. None: no log is.
  const nlohmann::ordered_json* document = nullptr;
  std::string source{};                 // empty: any
  std::vector<std::string> subjects{};  // in any order; empty: any
};

struct PairHistory {
  Training training;
  std::vector<PastSession> sessions;  // by the time they began, then by path
};

struct UnreadLog {
  std::string path;
  std::string reason;
};

struct Histories {
  std::vector<PairHistory> pairs;  // by their training
  // Logs and folders that could not be read, or not to their end. A log whose header
  // is readable is among its pair's sessions, too.
  std::vector<UnreadLog> unread;
  std::vector<Training> found;  // whatever the folder holds, asked for or not
};

// Reads every *.jsonl in the folder and the folders in it; of a log that was not
// asked for the header only.
Histories read_histories(const HistoryQuery& query);

}  // namespace dyad::analysis
