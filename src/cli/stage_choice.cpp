#include "dyad/cli/stage_choice.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "dyad/core/note.hpp"
#include "dyad/log/reader.hpp"

namespace dyad::cli {
namespace {

bool reached_planned_end(log::Reader& reader) {
  std::string reason;
  while (const log::LoggedRecord* logged = reader.next()) {
    if (const auto* end = std::get_if<log::End>(&logged->record)) reason = end->reason;
  }
  return reason == to_text(EndReason::duration) ||
         reason == to_text(EndReason::max_trials);
}

bool counts(const std::string& path, const std::string& schedule_name,
            std::vector<std::string> subjects, const std::string& source) {
  auto reader = log::Reader::open(path);
  if (!reader) return false;
  const log::Header& header = reader->header();
  std::vector<std::string> theirs = header.subjects;
  std::sort(theirs.begin(), theirs.end());
  std::sort(subjects.begin(), subjects.end());
  return header.source == source && theirs == subjects &&
         header.schedule.value("name", std::string()) == schedule_name &&
         reached_planned_end(*reader);
}

std::size_t finished_sessions(const config::Schedule& schedule,
                              const std::vector<std::string>& subjects,
                              const std::string& source, const std::string& folder) {
  std::size_t found = 0;
  std::error_code ignored;  // a folder that is not there yet holds no sessions
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() != ".jsonl") continue;
    if (counts(entry.path().string(), schedule.name, subjects, source)) ++found;
  }
  return found;
}

std::string describe(const config::Schedule& schedule, std::size_t stage) {
  return "stage " + std::to_string(stage + 1) + " of " +
         std::to_string(schedule.stages.size()) + " \"" + schedule.stages[stage].name +
         "\"";
}

}  // namespace

Result<StageChoice> named_stage(const config::Schedule& schedule,
                                const std::string& wanted) {
  for (std::size_t i = 0; i < schedule.stages.size(); ++i) {
    const bool by_number = wanted == std::to_string(i + 1);
    if (by_number || schedule.stages[i].name == wanted) {
      return StageChoice{i, describe(schedule, i) + ", as asked for"};
    }
  }
  std::string names;
  for (std::size_t i = 0; i < schedule.stages.size(); ++i) {
    names += (i == 0 ? "" : ", ") + std::to_string(i + 1) + " \"" +
             schedule.stages[i].name + "\"";
  }
  return Error{"the schedule has no stage '" + wanted + "'",
               "Give --stage a number or a name of: " + names + "."};
}

StageChoice due_stage(const config::Schedule& schedule,
                      const std::vector<std::string>& subjects,
                      const std::string& source, const std::string& data_folder) {
  if (schedule.stages.size() == 1) return {0, describe(schedule, 0) + ", the only one"};
  const std::size_t done = finished_sessions(schedule, subjects, source, data_folder);
  std::size_t stage = 0;
  std::size_t left = done;
  while (stage + 1 < schedule.stages.size() && schedule.stages[stage].sessions &&
         left >= *schedule.stages[stage].sessions) {
    left -= *schedule.stages[stage].sessions;
    ++stage;
  }
  return {stage, describe(schedule, stage) + ": " + std::to_string(done) +
                     " finished session(s) of these subjects in " + data_folder};
}

}  // namespace dyad::cli
