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
#include "dyad/cli/simulated_run.hpp"
#include "dyad/cli/speed_text.hpp"

namespace dyad::cli {
namespace {

struct RunOptions {
  ExperimentOptions experiment;
  std::string speed;
  bool realtime = false;
};

int run(const RunOptions& options) {
  int exit_code = kFine;
  const auto experiment = load_experiment(options.experiment, "", std::cerr, exit_code);
  if (!experiment) return exit_code;
  std::optional<session::Speed> speed;
  if (options.speed != "max") {
    const Result<session::Speed> parsed =
        options.speed.empty() ? session::Speed{} : parse_speed(options.speed);
    if (!parsed) return fail(parsed.error(), kUsage);
    speed = *parsed;
  }
  if (!options.speed.empty() && !experiment->rig.simulated()) {
    std::cerr << "dyad: --speed is for simulated rigs; '" << experiment->rig.name
              << "' has real lines\n";
    return kUsage;
  }
  std::cout << "Rig \"" << experiment->rig.name << "\", schedule \""
            << experiment->schedule.name << "\", " << experiment->stage_reason << '\n'
            << std::flush;
  return experiment->rig.simulated()
             ? run_simulated(*experiment, options.experiment.data_folder, speed,
                             options.realtime)
             : run_live(*experiment, options.experiment.data_folder, options.realtime);
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Run a session and log it");
  add_experiment_options(*command, options->experiment);
  command->get_option("--subjects")->required();
  command->add_option("--duration", options->experiment.duration,
                      "Length of the session, e.g. 30min (default: the schedule's)");
  command
      ->add_option("--label", options->experiment.labels,
                   "A label of this session, as in drug=saline; may be given again")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--speed", options->speed,
                      "Times real time, or max; simulated rigs only (default: 1)");
  command->add_flag(
      "--realtime", options->realtime,
      "Real-time priority, locked memory and a processor of its own; goes "
      "on without what this machine refuses, and says so");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dyad::cli
