#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/experiment.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/live_run.hpp"
#include "dyad/cli/rig_lock_option.hpp"
#include "dyad/cli/simulated_run.hpp"
#include "dyad/cli/speed_text.hpp"

namespace dyad::cli {
namespace {

struct RunOptions {
  ExperimentOptions experiment;
  std::string speed;
  std::optional<int> control_fd;
  bool realtime = false;
  RigLockOption lock;
};

Result<std::optional<session::Speed>> read_speed(const RunOptions& options) {
  if (options.speed == "max") return std::optional<session::Speed>();
  if (options.speed.empty()) return std::optional(session::Speed{});
  const auto parsed = parse_speed(options.speed);
  if (!parsed) return parsed.error();
  return std::optional(*parsed);
}

void announce(const Experiment& experiment) {
  std::cout << "Rig \"" << experiment.rig.name << "\", schedule \""
            << experiment.schedule.name << "\", " << experiment.stage_reason << '\n'
            << std::flush;
}

int run(const RunOptions& options, session::ControlLine* control) {
  StartFailure failure;
  const auto experiment = load_experiment(options.experiment, "", failure);
  if (!experiment) return refuse_start(failure, control);
  const auto speed = read_speed(options);
  if (!speed) return refuse_start(speed.error(), control, kUsage);
  if (!options.speed.empty() && !experiment->rig.simulated()) {
    return refuse_start(
        {"--speed is for simulated rigs; '" + experiment->rig.name + "' has real lines",
         ""},
        control, kUsage);
  }
  const auto lock = options.lock.hold(options.experiment.rig_path, experiment->rig);
  if (!lock) return refuse_start(lock.error(), control);
  if (control == nullptr) announce(*experiment);
  const RunSetting setting{*experiment,      options.experiment.data_folder,
                           *speed,           control,
                           options.realtime, *lock ? (*lock)->descriptor() : -1};
  return experiment->rig.simulated() ? run_simulated(setting) : run_live(setting);
}

int run(const RunOptions& options) {
  if (!options.control_fd) return run(options, nullptr);
  auto control = session::ControlLine::adopt(*options.control_fd);
  if (!control) return fail(control.error(), kUsage);
  return run(options, &*control);
}

// Whatever makes the session is the log's: only the rig may be another.
void add_continue_option(CLI::App& command, ExperimentOptions& options) {
  command.get_option("--schedule")->required(false);
  CLI::Option* log = command.add_option(
      "--continue", options.continued_log,
      "The log of a session that was interrupted, for the time that is left of it");
  for (const char* other : {"--schedule", "--subjects", "--stage"}) {
    log->excludes(command.get_option(other));
  }
}

void need_what_no_log_tells(const ExperimentOptions& options) {
  if (!options.continued_log.empty()) return;
  if (options.schedule_path.empty()) throw CLI::RequiredError("--schedule");
  if (options.subjects.empty()) throw CLI::RequiredError("--subjects");
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Run a session and log it");
  add_experiment_options(*command, options->experiment);
  add_continue_option(*command, options->experiment);
  command
      ->add_option("--duration", options->experiment.duration,
                   "Length of the session, e.g. 30min (default: the schedule's)")
      ->excludes("--continue");
  command
      ->add_option("--label", options->experiment.labels,
                   "A label of this session, as in drug=saline; may be given again")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->excludes("--continue");
  command->add_option("--speed", options->speed,
                      "Times real time, or max; simulated rigs only (default: 1)");
  command
      ->add_option("--control", options->control_fd,
                   "For dyad serve: an open socket to be controlled by")
      ->group("");
  command->add_flag(
      "--realtime", options->realtime,
      "Real-time priority, locked memory and a processor of its own; goes "
      "on without what this machine refuses, and says so");
  options->lock.add_to(*command);
  command->callback([options, &exit_code] {
    need_what_no_log_tells(options->experiment);
    exit_code = run(*options);
  });
}

}  // namespace dyad::cli
