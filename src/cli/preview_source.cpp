#include "dyad/cli/preview_source.hpp"

#include <algorithm>

#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/playback.hpp"
#include "dyad/cli/preview_rig.hpp"
#include "dyad/cli/yoked_log.hpp"
#include "dyad/config/read.hpp"

namespace dyad::cli::preview {
namespace {

std::optional<config::Rig> read_rig(const std::string& path,
                                    config::Problems& problems) {
  const auto document = config::read_document(path, problems);
  if (!document) return std::nullopt;
  return config::read_rig(*document, problems);
}

int tell(const config::Problems& problems, std::ostream& err) {
  for (const config::Problem& problem : problems) err << problem.text() << '\n';
  err << "dyad: there is nothing to preview: " << problems.size()
      << " problem(s) to mend\n";
  const bool unreadable =
      std::any_of(problems.begin(), problems.end(),
                  [](const config::Problem& problem) { return problem.line == 0; });
  return unreadable ? kOperatingError : kNo;
}

// The schedule's own problems, and the rig's, before those of the two together.
bool read_files(const std::string& schedule_path, const std::string& rig_path,
                Source& source, config::Problems& problems) {
  auto document = config::read_document(schedule_path, problems);
  std::optional<config::Schedule> schedule;
  if (document) schedule = config::read_schedule(*document, problems);
  if (!rig_path.empty()) {
    if (auto rig = read_rig(rig_path, problems)) source.rig = std::move(*rig);
  }
  if (!problems.empty() || !schedule) return false;
  source.document = std::move(*document);
  source.preview.schedule = std::move(*schedule);
  return true;
}

}  // namespace

std::optional<Source> load_source(const std::string& schedule_path,
                                  const std::string& rig_path, std::ostream& err,
                                  int& exit_code) {
  Source source;
  config::Problems problems;
  if (!read_files(schedule_path, rig_path, source, problems)) {
    exit_code = tell(problems, err);
    return std::nullopt;
  }
  if (rig_path.empty()) {
    auto made_up = made_up_rig(source.preview.schedule);
    if (!made_up) {
      err << "dyad: " << made_up.error().text() << '\n';
      exit_code = kUsage;
      return std::nullopt;
    }
    source.rig = std::move(*made_up);
  }
  config::check_together(source.rig, source.preview.schedule, source.document,
                         problems);
  if (!problems.empty()) {
    exit_code = tell(problems, err);
    if (rig_path.empty()) {
      err << "  The rig was made up from the schedule. Name yours: --rig FILE.\n";
    }
    return std::nullopt;
  }
  source.preview.rig_name = source.rig.name;
  source.preview.seats = source.rig.seats;
  source.rig = simulated_rig(std::move(source.rig));
  exit_code = kFine;
  return source;
}

std::optional<StageSource> load_stage(const Source& source, std::size_t stage,
                                      config::Problems& problems) {
  config::Document document = source.document;
  put_yoked_times(document, stage, problems);
  if (!problems.empty()) return std::nullopt;
  const auto schedule = config::read_schedule(document, problems);
  if (!schedule) return std::nullopt;
  auto playback = read_playback(source.rig, *schedule, document, stage, problems);
  if (!problems.empty()) return std::nullopt;
  return StageSource{schedule->stages.at(stage),
                     task::make_plan(source.rig, *schedule, stage),
                     std::move(playback)};
}

}  // namespace dyad::cli::preview
