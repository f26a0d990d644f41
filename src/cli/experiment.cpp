#include "dyad/cli/experiment.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <random>
#include <set>

#include "dyad/analysis/due_stage.hpp"
#include "dyad/analysis/interrupted.hpp"
#include "dyad/cli/continuation.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/labels.hpp"
#include "dyad/cli/playback.hpp"
#include "dyad/cli/seed_text.hpp"
#include "dyad/cli/version.hpp"
#include "dyad/cli/yoked_log.hpp"
#include "dyad/config/read.hpp"
#include "dyad/core/duration_text.hpp"
#include "dyad/core/utc_text.hpp"

namespace dyad::cli {
namespace {

std::string describe_host() {
  utsname name{};
  if (uname(&name) != 0) return "unknown";
  return std::string(name.nodename) + " " + name.machine + " " + name.sysname + " " +
         name.release;
}

std::uint64_t fresh_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

// The problems of the two files, of what the command line changes in them, and
// of the two together.
bool read_files(const ExperimentOptions& options,
                const std::optional<analysis::Remainder>& continued,
                Experiment& experiment, config::Problems& problems) {
  auto rig_document = config::read_document(options.rig_path, problems);
  auto schedule_document = continued
                               ? continued->schedule
                               : config::read_document(options.schedule_path, problems);
  std::optional<config::Rig> rig;
  std::optional<config::Schedule> schedule;
  if (rig_document) rig = config::read_rig(*rig_document, problems);
  if (schedule_document) schedule = config::read_schedule(*schedule_document, problems);
  if (schedule && !options.duration.empty()) {
    config::set_duration(*schedule_document, *parse_duration(options.duration));
    schedule = config::read_schedule(*schedule_document, problems);
  }
  if (!rig || !schedule) return false;
  config::check_together(*rig, *schedule, *schedule_document, problems);
  experiment.rig_document = std::move(*rig_document);
  experiment.schedule_document = std::move(*schedule_document);
  experiment.rig = std::move(*rig);
  experiment.schedule = std::move(*schedule);
  return problems.empty();
}

// What the stage to be run takes from elsewhere: labels of the command line, the
// rewards of a yoked session, and, where partners are to respond, what they repeat.
bool complete_stage(const ExperimentOptions& options, bool partners_respond,
                    Experiment& experiment, config::Problems& problems) {
  config::Document& document = experiment.schedule_document;
  set_labels(document, experiment.stage, options.labels, problems);
  put_yoked_times(document, experiment.stage, problems);
  if (!problems.empty()) return false;
  auto schedule = config::read_schedule(document, problems);
  if (!schedule) return false;
  config::check_together(experiment.rig, *schedule, document, problems);
  experiment.schedule = std::move(*schedule);
  if (problems.empty() && partners_respond) {
    experiment.playback = read_playback(experiment.rig, experiment.schedule, document,
                                        experiment.stage, problems);
  }
  return problems.empty();
}

bool cannot_be_read(const ExperimentOptions& options) {
  return access(options.rig_path.c_str(), R_OK) != 0 ||
         (options.continued_log.empty() &&
          access(options.schedule_path.c_str(), R_OK) != 0);
}

std::optional<std::string> wrong_subjects(const std::vector<std::string>& subjects,
                                          const config::Rig& rig) {
  if (subjects.size() != rig.subject_count()) {
    return "--subjects names " + std::to_string(subjects.size()) +
           " animal(s), but the rig has " + std::to_string(rig.subject_count()) +
           " seats; name one for each, in the order of the rig's \"subjects\"";
  }
  std::set<std::string> seen;
  for (const std::string& subject : subjects) {
    if (subject.empty() ||
        subject.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_.") != std::string::npos) {
      return "--subjects: '" + subject +
             "' is not a usable name; use letters, digits, '_' and '.', since the name "
             "becomes part of the log's file name";
    }
    if (!seen.insert(subject).second) return "--subjects names '" + subject + "' twice";
  }
  return std::nullopt;
}

Result<analysis::StageChoice> choose_stage(
    const ExperimentOptions& options,
    const std::optional<analysis::Remainder>& continued, const std::string& source,
    const Experiment& experiment) {
  const config::Schedule& schedule = experiment.schedule;
  if (continued) {
    return analysis::StageChoice{continued->stage,
                                 analysis::describe_stage(schedule, continued->stage) +
                                     ", going on with " + continued->session.id};
  }
  if (!options.stage.empty()) return analysis::named_stage(schedule, options.stage);
  const std::string counted = !source.empty()              ? source
                              : experiment.rig.simulated() ? "sim"
                                                           : "live";
  return analysis::due_stage(schedule, experiment.subjects, counted,
                             options.data_folder);
}

}  // namespace

void add_experiment_options(CLI::App& command, ExperimentOptions& options) {
  command.add_option("--rig", options.rig_path, "The rig file")->required();
  command.add_option("--schedule", options.schedule_path, "The trial schedule")
      ->required();
  command
      .add_option("--subjects", options.subjects,
                  "The animals, in the order of the rig's seats: A,B")
      ->delimiter(',');
  command.add_option("--data", options.data_folder, "Where the logs are")
      ->capture_default_str();
  command.add_option(
      "--stage", options.stage,
      "The stage, by name or number from 1 (default: the one that is due)");
  command.add_option("--seed", options.seed,
                     "Seed of everything random (default: fresh)");
}

log::Header Experiment::header(const std::string& source,
                               const ClockAnchor& anchor) const {
  log::Header header;
  header.program_version = kVersion;
  header.commit = kCommit;
  header.source = source;
  header.rig = rig_document.json;
  header.schedule = schedule_document.json;
  header.stage = stage;
  header.subjects = subjects;
  header.seed = seed;
  header.continues = continues;
  header.anchor = anchor;
  header.started_utc = utc_text(anchor.utc_us);
  header.host = describe_host();
  return header;
}

std::optional<Experiment> load_experiment(const ExperimentOptions& options,
                                          const std::string& source,
                                          StartFailure& failure) {
  const auto refuse = [&failure](const std::string& option, const Error& error) {
    failure = {kUsage, {}, {option + error.what, error.remedy}};
    return std::nullopt;
  };
  if (!options.duration.empty()) {
    const auto duration = parse_duration(options.duration);
    if (!duration) return refuse("--duration: ", duration.error());
  }
  Experiment experiment;
  const Result<std::uint64_t> seed =
      options.seed.empty() ? fresh_seed() : parse_seed(options.seed);
  if (!seed) return refuse("", seed.error());
  std::optional<analysis::Remainder> continued;
  if (!options.continued_log.empty()) {
    auto taken_up = take_up(options.continued_log);
    if (!taken_up) {
      failure = {kOperatingError, {}, taken_up.error()};
      return std::nullopt;
    }
    continued = std::move(*taken_up);
  }
  if (!read_files(options, continued, experiment, failure.problems)) {
    failure.exit_code = cannot_be_read(options) ? kOperatingError : kNo;
    return std::nullopt;
  }
  experiment.subjects = continued ? continued->session.subjects : options.subjects;
  if (const auto wrong = wrong_subjects(experiment.subjects, experiment.rig)) {
    return refuse("", {*wrong, ""});
  }
  const auto stage = choose_stage(options, continued, source, experiment);
  if (!stage) return refuse("--stage: ", stage.error());
  experiment.stage = stage->stage;
  experiment.stage_reason = stage->reason;
  experiment.seed = *seed;
  if (continued) {
    const auto& session = continued->session;
    experiment.continues = log::Continued{session.id, Time() + session.lasted};
  }
  if (!complete_stage(options, source.empty(), experiment, failure.problems)) {
    failure.exit_code = kNo;
    return std::nullopt;
  }
  experiment.plan =
      task::make_plan(experiment.rig, experiment.schedule, experiment.stage);
  return experiment;
}

}  // namespace dyad::cli
