#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dyad/analysis/due_stage.hpp"
#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/preview_mice.hpp"
#include "dyad/cli/preview_report.hpp"
#include "dyad/cli/preview_source.hpp"
#include "dyad/cli/seed_text.hpp"
#include "dyad/cli/simulation_progress.hpp"

namespace dyad::cli {
namespace {

using namespace preview;

constexpr std::size_t kSampleTrials = 20;

struct PreviewOptions {
  std::string schedule_path;
  std::string rig_path;
  std::string stage;
  std::string seed = "1";
  std::string behaviour;
  std::size_t sessions = 0;  // 0: no simulation
  bool json = false;
};

std::string text_of(const config::Problems& problems) {
  std::string text;
  for (const config::Problem& problem : problems) {
    text += (text.empty() ? "" : "\n") + problem.text();
  }
  return text;
}

class Previewing {
 public:
  Previewing(const PreviewOptions& options, Source source)
      : options_(options), source_(std::move(source)) {
    if (options.sessions == 0) return;
    behaviour_ = from_text<config::Behaviour>(options.behaviour)
                     .value_or(config::Behaviour::waiter);
    source_.preview.behaviour = behaviour_words(behaviour_);
    progress_.emplace();
  }

  Result<std::vector<std::size_t>> stages() const {
    if (!options_.stage.empty()) {
      const auto named =
          analysis::named_stage(source_.preview.schedule, options_.stage);
      if (!named) return named.error();
      return std::vector<std::size_t>{named->stage};
    }
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < source_.preview.schedule.stages.size(); ++i) {
      all.push_back(i);
    }
    return all;
  }

  void show(const std::vector<std::size_t>& stages) {
    print(header_text(source_.preview));
    if (progress_) print(simulation_header_text(source_.preview, options_.sessions));
    std::vector<StagePreview> shown;
    for (const std::size_t stage : stages) {
      if (stopped()) break;
      shown.push_back(look_at(stage));
      const StagePreview* const before =
          shown.size() > 1 ? &shown[shown.size() - 2] : nullptr;
      print(progress_ ? simulation_text(source_.preview, shown.back())
                      : stage_text(source_.preview, shown.back(), before));
    }
    if (stopped()) std::cerr << "dyad: stopped; what was done until then is shown\n";
    if (!options_.json) return;
    // A path need not be UTF-8.
    std::cout << preview_json(source_.preview, shown)
                     .dump(2, ' ', false, config::Json::error_handler_t::replace)
              << '\n';
  }

 private:
  void print(const std::string& text) const {
    if (!options_.json) std::cout << text << std::flush;
  }
  bool stopped() { return progress_ && progress_->stop_requested(); }

  StagePreview look_at(std::size_t index) {
    StagePreview shown;
    shown.stage = index;
    shown.present =
        present_seats(source_.preview.schedule.stages.at(index), source_.preview.seats);
    config::Problems problems;
    const auto stage = load_stage(source_, index, problems);
    if (!stage) {
      shown.skipped = text_of(problems);
      return shown;
    }
    shown.sample = draw_sample(stage->plan, source_.preview.seed, kSampleTrials);
    if (progress_) simulate(*stage, shown);
    return shown;
  }

  void simulate(const StageSource& stage, StagePreview& shown) {
    const Simulated simulated{source_.rig, stage.stage, stage.plan,
                              habits_for(stage.plan, behaviour_), stage.playback};
    shown.mice = mice_words(simulated.habits, source_.preview.seats);
    std::vector<SessionTotals> sessions;
    while (sessions.size() < options_.sessions && !stopped()) {
      progress_->show("stage " + stage.stage.name, sessions.size(), options_.sessions);
      sessions.push_back(
          simulate_session(simulated, source_.preview.seed + sessions.size()));
    }
    progress_->clear();
    if (sessions.empty()) return;
    shown.simulation = summarise(sessions, source_.preview.seats);
  }

  const PreviewOptions& options_;
  Source source_;
  config::Behaviour behaviour_ = config::Behaviour::waiter;
  std::optional<SimulationProgress> progress_;
};

int run(const PreviewOptions& options) {
  const auto seed = parse_seed(options.seed);
  if (!seed) return fail(seed.error(), kUsage);
  if (!options.behaviour.empty() && options.sessions == 0) {
    return fail({"--behaviour says how virtual mice behave, and there are none",
                 "Give --simulate N, too."},
                kUsage);
  }
  int exit_code = kFine;
  auto source =
      load_source(options.schedule_path, options.rig_path, std::cerr, exit_code);
  if (!source) return exit_code;
  source->preview.seed = *seed;
  Previewing previewing(options, std::move(*source));
  const auto stages = previewing.stages();
  if (!stages) return fail(stages.error(), kUsage);
  previewing.show(*stages);
  return kFine;
}

}  // namespace

void add_preview(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<PreviewOptions>();
  CLI::App* command = app.add_subcommand(
      "preview", "Shows what a schedule means, and what virtual mice make of it");
  command->add_option("SCHEDULE", options->schedule_path, "The schedule")->required();
  command->add_option("--rig", options->rig_path,
                      "The rig file (default: one made up for the schedule)");
  command->add_option("--stage", options->stage,
                      "One stage alone, by name or number from 1");
  command->add_option("--seed", options->seed, "Seed of everything drawn")
      ->capture_default_str();
  command
      ->add_option("--simulate", options->sessions,
                   "Runs so many sessions of each stage with virtual mice")
      ->expected(0, 1)
      ->default_str("200")
      ->check(CLI::Range(1, 1'000'000));
  command
      ->add_option("--behaviour", options->behaviour,
                   "What the virtual mice do (default: waiter)")
      ->check(CLI::IsMember({"poisson", "waiter", "camper"}));
  command->add_flag("--json", options->json, "Prints the same as JSON");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dyad::cli
