#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/progress_report.hpp"
#include "dyad/config/read.hpp"

namespace dyad::cli {
namespace {

struct ProgressOptions {
  std::string schedule_path;
  std::string data_folder = "data";
  std::vector<std::string> pair;
  bool sim = false;
  bool live = false;
  bool json = false;

  std::string source() const { return sim ? "sim" : live ? "live" : ""; }
};

struct ReadSchedule {
  config::Document document;
  config::Schedule schedule;
};

std::optional<ReadSchedule> read_schedule(const std::string& path, int& exit_code) {
  config::Problems problems;
  const auto document = config::read_document(path, problems);
  std::optional<config::Schedule> schedule;
  if (document) schedule = config::read_schedule(*document, problems);
  if (schedule) return ReadSchedule{*document, *schedule};
  for (const config::Problem& problem : problems) std::cerr << problem.text() << '\n';
  const bool unreadable = !problems.empty() && problems.front().line == 0;
  exit_code = unreadable ? kOperatingError : kNo;
  return std::nullopt;
}

ProgressReport find_progress(const ProgressOptions& options, ReadSchedule read) {
  analysis::HistoryQuery query{options.data_folder, read.schedule.name};
  query.document = &read.document.json;
  query.source = options.source();
  query.subjects = options.pair;
  analysis::Histories histories = analysis::read_histories(query);
  ProgressReport report;
  report.folder = options.data_folder;
  report.source = options.source();
  report.subjects = options.pair;
  for (analysis::PairHistory& history : histories.pairs) {
    auto progress = analysis::follow_progress(read.schedule, history.sessions);
    report.pairs.push_back({std::move(history), std::move(progress)});
  }
  report.unread = std::move(histories.unread);
  report.found = std::move(histories.found);
  report.schedule = std::move(read.schedule);
  return report;
}

int run(const ProgressOptions& options) {
  int exit_code = kFine;
  auto read = read_schedule(options.schedule_path, exit_code);
  if (!read) return exit_code;
  std::error_code none;
  if (!std::filesystem::is_directory(options.data_folder, none)) {
    return fail({"there is no folder '" + options.data_folder + "'",
                 "Give --data the folder in which `dyad run` wrote its logs."});
  }
  const ProgressReport report = find_progress(options, std::move(*read));
  if (options.json) {
    using Json = nlohmann::ordered_json;
    // A path need not be UTF-8.
    std::cout << to_json(report).dump(2, ' ', false, Json::error_handler_t::replace)
              << '\n';
  } else {
    print_text(std::cout, report);
  }
  return report.pairs.empty() ? kNo : kFine;
}

}  // namespace

void add_progress(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ProgressOptions>();
  CLI::App* command = app.add_subcommand(
      "progress", "Show each pair's sessions and the stage of its next one");
  command->add_option("--schedule", options->schedule_path, "The trial schedule")
      ->required();
  command->add_option("--data", options->data_folder, "Where the logs are")
      ->capture_default_str();
  command
      ->add_option("--pair", options->pair,
                   "These animals only, in any order: A,B (default: every pair)")
      ->delimiter(',');
  CLI::Option* sim =
      command->add_flag("--sim", options->sim, "Simulated sessions only");
  command->add_flag("--live", options->live, "Live sessions only")->excludes(sim);
  command->add_flag("--json", options->json, "Print the result as JSON");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dyad::cli
