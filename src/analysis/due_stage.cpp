#include "dyad/analysis/due_stage.hpp"

#include <filesystem>
#include <system_error>

#include "dyad/analysis/history.hpp"
#include "dyad/analysis/progress.hpp"

namespace dyad::analysis {

std::string describe_stage(const config::Schedule& schedule, std::size_t stage) {
  return "stage " + std::to_string(stage + 1) + " of " +
         std::to_string(schedule.stages.size()) + " \"" + schedule.stages[stage].name +
         "\"";
}

Result<StageChoice> named_stage(const config::Schedule& schedule,
                                const std::string& wanted) {
  for (std::size_t i = 0; i < schedule.stages.size(); ++i) {
    const bool by_number = wanted == std::to_string(i + 1);
    if (by_number || schedule.stages[i].name == wanted) {
      return StageChoice{i, describe_stage(schedule, i) + ", as asked for"};
    }
  }
  std::string names;
  for (std::size_t i = 0; i < schedule.stages.size(); ++i) {
    names += (i == 0 ? "" : ", ") + std::to_string(i + 1) + " \"" +
             schedule.stages[i].name + "\"";
  }
  return Error{"the schedule has no stage '" + wanted + "'",
               "Give a number or a name of: " + names + "."};
}

StageChoice due_stage(const config::Schedule& schedule,
                      const std::vector<std::string>& subjects,
                      const std::string& source, const std::string& data_folder) {
  if (schedule.stages.size() == 1)
    return {0, describe_stage(schedule, 0) + ", the only one"};
  HistoryQuery query{data_folder, schedule.name};
  query.source = source;
  query.subjects = subjects;
  Histories histories;
  // A folder that is not there yet holds no sessions.
  std::error_code none;
  if (std::filesystem::exists(data_folder, none)) {
    histories = read_histories(query);
  }
  const auto progress = follow_progress(
      schedule, histories.pairs.empty() ? std::vector<PastSession>()
                                        : histories.pairs.front().sessions);
  std::string reason =
      describe_stage(schedule, progress.next_stage) + ": " + progress.reason;
  if (!histories.unread.empty()) {
    reason += " (not all of " + data_folder +
              " could be read; `dyad progress` says what could not)";
  }
  return {progress.next_stage, reason};
}

}  // namespace dyad::analysis
