#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/milliseconds_json.hpp"
#include "dyad/cli/parallel_for.hpp"
#include "dyad/cli/replay_report.hpp"
#include "dyad/core/duration_text.hpp"
#include "dyad/log/reader.hpp"

namespace dyad::cli {
namespace {

struct ReplayOptions {
  std::vector<std::string> logs;
  std::string window;
  std::vector<std::string> set;
  bool json = false;
  bool salvage = false;
  std::size_t jobs = 0;
};

// What --window and --set ask for; the window's stage is each log's own.
struct Changes {
  std::optional<config::Json> window_ms;
  std::vector<replay::Override> overrides;

  bool none() const { return !window_ms && overrides.empty(); }
  std::vector<replay::Override> for_stage(std::size_t stage) const {
    std::vector<replay::Override> all;
    if (window_ms) {
      all.push_back({"/stages/" + std::to_string(stage) + "/window_ms", *window_ms});
    }
    all.insert(all.end(), overrides.begin(), overrides.end());
    return all;
  }
};

Result<replay::Override> parse_set(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (text.empty() || text[0] != '/' || equals == std::string::npos) {
    return Error{"--set " + text + " does not read POINTER=VALUE",
                 "as --set /stages/0/window_ms=500"};
  }
  const std::string value = text.substr(equals + 1);
  config::Json json = config::Json::parse(value, nullptr, false);
  if (json.is_discarded()) json = value;  // a bare word is a text
  return replay::Override{text.substr(0, equals), std::move(json)};
}

Result<Changes> changes_of(const ReplayOptions& options) {
  Changes changes;
  if (!options.window.empty()) {
    const Result<Duration> window = parse_duration(options.window);
    if (!window)
      return Error{"--window: " + window.error().what, window.error().remedy};
    changes.window_ms = milliseconds_json(*window);
  }
  for (const std::string& text : options.set) {
    Result<replay::Override> change = parse_set(text);
    if (!change) return change.error();
    changes.overrides.push_back(std::move(*change));
  }
  return changes;
}

void redecide_log(log::Reader& reader, ReplayedLog& log) {
  if (const auto as_logged = replay::setting_of(reader.header()); !as_logged) {
    log.error = as_logged.error();
    return;
  }
  const auto setting = replay::setting_of(reader.header(), log.overrides);
  if (!setting) {
    log.error = setting.error();
    log.usage_error = true;
    return;
  }
  Result<replay::Redecision> redecision = replay::redecide(reader, *setting);
  if (!redecision) {
    log.error = redecision.error();
  } else {
    log.redecision = std::move(*redecision);
  }
}

ReplayedLog replay_log(const std::string& path, const ReplayOptions& options,
                       const Changes& changes) {
  ReplayedLog log;
  log.path = path;
  Result<log::Reader> reader = log::Reader::open(path, {.salvage = options.salvage});
  if (!reader) {
    log.error = reader.error();
    return log;
  }
  if (!changes.none()) {
    log.overrides = changes.for_stage(reader->header().stage);
    redecide_log(*reader, log);
  } else {
    Result<replay::Verification> verification = replay::verify(*reader);
    if (!verification) {
      log.error = verification.error();
    } else {
      log.verification = std::move(*verification);
    }
  }
  log.warnings = reader->warnings();
  return log;
}

void print(const std::vector<ReplayedLog>& logs, bool json) {
  if (json) {
    std::cout << replay_json(logs).dump(2) << '\n';
    return;
  }
  for (const ReplayedLog& log : logs) {
    for (const std::string& warning : log.warnings) {
      std::cerr << "dyad: " << log.path << ": " << warning << '\n';
    }
    (log.error ? std::cerr : std::cout) << replay_text(log);
  }
  if (logs.size() > 1) std::cout << replay_total_text(logs);
}

int run_replay(const ReplayOptions& options) {
  const Result<Changes> changes = changes_of(options);
  if (!changes) {
    std::cerr << "dyad: " << changes.error().text() << '\n';
    return kUsage;
  }
  std::vector<ReplayedLog> logs(options.logs.size());
  parallel_for(logs.size(), options.jobs, [&](std::size_t i) {
    logs[i] = replay_log(options.logs[i], options, *changes);
  });
  print(logs, options.json);
  int exit_code = kFine;
  for (const ReplayedLog& log : logs) exit_code = std::max(exit_code, log.exit_code());
  return exit_code;
}

}  // namespace

void add_replay(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* command = app.add_subcommand(
      "replay", "Take a log's decisions again, and compare; or take other ones");
  command->add_option("logs", options->logs, "Session logs")->required();
  command->add_option("--window", options->window,
                      "Re-decide with this coordination window, e.g. 500ms");
  command
      ->add_option("--set", options->set,
                   "Re-decide with this value in the schedule: POINTER=VALUE, as in "
                   "/stages/0/window_ms=500")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_flag("--json", options->json, "Print JSON");
  command->add_flag("--salvage", options->salvage, "Read past damaged lines");
  command->add_option("--jobs", options->jobs, "Logs at a time (default: one a core)");
  command->callback([options, &exit_code] { exit_code = run_replay(*options); });
}

}  // namespace dyad::cli
