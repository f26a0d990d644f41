#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "dyad/analysis/csv.hpp"
#include "dyad/analysis/trial_table.hpp"
#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/log/file.hpp"
#include "dyad/log/reader.hpp"

namespace dyad::cli {
namespace {

struct ExportOptions {
  std::string log;
  std::string trials;
  std::string events;
  bool json = false;
  bool salvage = false;
  bool force = false;
};

// A file that appears under its name only when it is whole.
class NewFile {
 public:
  explicit NewFile(std::string path)
      : path_(std::move(path)), part_(path_ + ".part-" + std::to_string(::getpid())) {
    if (!path_.empty()) out_.open(part_, std::ios::binary | std::ios::trunc);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (!path_.empty()) std::remove(part_.c_str());
  }

  bool wanted() const { return !path_.empty(); }
  std::ostream& out() { return out_; }

  Status finish() {
    if (!wanted()) return Ok();
    out_.close();
    if (out_.fail() || std::rename(part_.c_str(), path_.c_str()) != 0) {
      return log::system_error("writing", path_, errno);
    }
    return Ok();
  }

 private:
  std::string path_;
  std::string part_;
  std::ofstream out_;
};

struct ExportResult {
  std::size_t trials = 0;
  std::uint64_t events = 0;
  std::vector<std::string> warnings;
};

Result<ExportResult> write_tables(const ExportOptions& options) {
  auto reader = log::Reader::open(options.log, {options.salvage});
  if (!reader) return reader.error();
  NewFile trials_file(options.trials);
  NewFile events_file(options.events);
  analysis::TrialTable trials;
  analysis::EventTable events(events_file.out(), reader->names(), reader->header().rig);
  while (const log::LoggedRecord* logged = reader->next()) {
    trials.add(logged->record);
    events.add(logged->record);
  }
  if (reader->error()) return *reader->error();
  const std::string session = std::filesystem::path(options.log).filename().string();
  analysis::write_trials(trials_file.out(), session, reader->names(), trials.trials());
  if (auto done = trials_file.finish(); !done) return done.error();
  if (auto done = events_file.finish(); !done) return done.error();
  return ExportResult{trials.trials().size(), events.rows(), reader->warnings()};
}

nlohmann::ordered_json to_json(const ExportOptions& options,
                               const ExportResult& result) {
  nlohmann::ordered_json json;
  json["log"] = options.log;
  if (!options.trials.empty()) {
    json["trials"] = {{"path", options.trials}, {"rows", result.trials}};
  }
  if (!options.events.empty()) {
    json["events"] = {{"path", options.events}, {"rows", result.events}};
  }
  json["warnings"] = result.warnings;
  return json;
}

void print(const ExportOptions& options, const ExportResult& result) {
  if (options.json) {
    using Json = nlohmann::ordered_json;
    std::cout
        << to_json(options, result).dump(2, ' ', false, Json::error_handler_t::replace)
        << '\n';
    return;
  }
  if (!options.trials.empty()) {
    std::cout << options.trials << ": " << result.trials << " trials\n";
  }
  if (!options.events.empty()) {
    std::cout << options.events << ": " << result.events << " events\n";
  }
}

// What is there is not replaced unasked; one file cannot be both tables.
Status check_targets(const ExportOptions& options) {
  for (const std::string& path : {options.trials, options.events}) {
    if (path.empty() || options.force || !std::filesystem::exists(path)) continue;
    return Error{path + " exists already",
                 "Name another file, or use --force to replace it."};
  }
  return Ok();
}

int run(const ExportOptions& options) {
  if (options.trials.empty() && options.events.empty()) {
    std::cerr << "dyad: nothing to write\n  Name at least one of --trials FILE.csv and "
                 "--events FILE.csv.\n";
    return kUsage;
  }
  if (options.trials == options.events || options.trials == options.log ||
      options.events == options.log) {
    std::cerr << "dyad: --trials, --events and the log must be different files\n";
    return kUsage;
  }
  const Status free = check_targets(options);
  const auto result = free ? write_tables(options) : Result<ExportResult>(free.error());
  if (!result) {
    std::cerr << "dyad: " << result.error().text() << '\n';
    return kOperatingError;
  }
  for (const std::string& warning : result->warnings) {
    std::cerr << "dyad: warning: " << warning << '\n';
  }
  print(options, *result);
  return kFine;
}

}  // namespace

void add_export(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command =
      app.add_subcommand("export", "Write a log's trials and events as CSV");
  command->add_option("log", options->log, "Session log")->required();
  command->add_option("--trials", options->trials, "CSV file, one row a trial");
  command->add_option("--events", options->events,
                      "CSV file, one row an edge, an actuation or a board decision");
  command->add_flag("--json", options->json, "Print the result as JSON");
  command->add_flag("--salvage", options->salvage, "Read past damaged lines");
  command->add_flag("--force", options->force, "Replace files that exist");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dyad::cli
