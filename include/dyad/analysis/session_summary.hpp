#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dyad/analysis/progress.hpp"
#include "dyad/core/result.hpp"
#include "dyad/log/header.hpp"
#include "dyad/log/record.hpp"
#include "dyad/task/tally.hpp"

namespace dyad::analysis {

// What a list of sessions says of one.
struct SessionSummary {
  std::int64_t began_utc_us = 0;
  std::string began_utc;
  std::vector<std::string> subjects;
  std::string schedule;                    // its name; empty: the header has none
  std::size_t stage = 0;                   // its place in the schedule
  std::string stage_name;                  // empty: the header has none
  std::string rig;                         // its name
  std::string source;                      // "live", "sim" or "import"
  std::optional<std::int64_t> planned_us;  // none: the schedule is not valid
  std::int64_t lasted_us = 0;
  std::optional<std::string> end_reason;  // none: cut short, or still running
  task::Tally tally;
  Success last20;                        // over the last 20 decided trials
  std::optional<std::string> continues;  // the id of the session that it goes on with
  std::string problem;                   // why the log was not read to its end

  // Over all decided trials: all but aborted ones.
  Success success() const;
};

// Gathers a summary record by record.
class SummaryGatherer {
 public:
  explicit SummaryGatherer(const log::Header& header);
  void add(const log::Record& record);
  const SessionSummary& summary() const { return summary_; }

 private:
  SessionSummary summary_;
  std::deque<bool> last_;  // of the last 20 decided trials: whether coordinated
};

// Of a log as it stands. An error where not even its header can be read.
Result<SessionSummary> read_summary(const std::string& path);

// SUMMARY of docs/control_api.md, apart from `id`, `running` and `bytes`.
nlohmann::ordered_json summary_json(const SessionSummary& summary);

}  // namespace dyad::analysis
