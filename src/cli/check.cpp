#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/config/read.hpp"

namespace dyad::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  bool json = false;
};

struct CheckedFile {
  std::string path;
  std::optional<config::Document> document;
  std::optional<config::FileKind> kind;
  std::optional<config::Rig> rig;
  std::optional<config::Schedule> schedule;
  config::Problems problems;

  bool unreadable() const { return !problems.empty() && problems.front().line == 0; }
};

CheckedFile check_file(const std::string& path) {
  CheckedFile file;
  file.path = path;
  file.document = config::read_document(path, file.problems);
  if (!file.document) return file;
  file.kind = config::kind_of(*file.document, file.problems);
  if (file.kind == config::FileKind::rig) {
    file.rig = config::read_rig(*file.document, file.problems);
  } else if (file.kind == config::FileKind::schedule) {
    file.schedule = config::read_schedule(*file.document, file.problems);
  }
  return file;
}

void check_pairs(std::vector<CheckedFile>& files) {
  for (CheckedFile& schedule : files) {
    if (!schedule.schedule) continue;
    for (const CheckedFile& rig : files) {
      if (!rig.rig) continue;
      config::check_together(*rig.rig, *schedule.schedule, *schedule.document,
                             schedule.problems);
    }
  }
}

std::string counted(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string summary(const CheckedFile& file) {
  if (!file.problems.empty()) {
    return "invalid " + file.path + " (" + counted(file.problems.size(), "problem") +
           ")";
  }
  if (file.rig) {
    return "ok " + file.path + " (rig \"" + file.rig->name +
           "\": " + counted(file.rig->subject_count(), "subject") + ", " +
           counted(file.rig->channels.size(), "channel") + ")";
  }
  return "ok " + file.path + " (schedule \"" + file.schedule->name +
         "\": " + counted(file.schedule->stages.size(), "stage") + ")";
}

void print_text(const std::vector<CheckedFile>& files) {
  for (const CheckedFile& file : files) {
    for (const config::Problem& problem : file.problems) {
      std::cout << problem.text() << '\n';
    }
  }
  for (const CheckedFile& file : files) std::cout << summary(file) << '\n';
}

config::Json json_of(const config::Problem& problem) {
  return {{"line", problem.line},         {"column", problem.column},
          {"pointer", problem.pointer},   {"found", problem.found},
          {"expected", problem.expected}, {"suggestion", problem.suggestion},
          {"text", problem.text()}};
}

config::Json json_of(const CheckedFile& file) {
  config::Json json{{"file", file.path}, {"valid", file.problems.empty()}};
  json["kind"] = nullptr;
  if (file.kind) json["kind"] = file.kind == config::FileKind::rig ? "rig" : "schedule";
  json["problems"] = config::Json::array();
  for (const config::Problem& problem : file.problems) {
    json["problems"].push_back(json_of(problem));
  }
  return json;
}

void print_json(const std::vector<CheckedFile>& files) {
  config::Json json{{"files", config::Json::array()}};
  for (const CheckedFile& file : files) json["files"].push_back(json_of(file));
  // A path need not be UTF-8.
  std::cout << json.dump(2, ' ', false, config::Json::error_handler_t::replace) << '\n';
}

int run(const Options& options) {
  std::vector<CheckedFile> files;
  for (const std::string& path : options.files) files.push_back(check_file(path));
  check_pairs(files);
  options.json ? print_json(files) : print_text(files);
  const auto unreadable = [](const CheckedFile& file) { return file.unreadable(); };
  const auto valid = [](const CheckedFile& file) { return file.problems.empty(); };
  if (std::any_of(files.begin(), files.end(), unreadable)) return kOperatingError;
  return std::all_of(files.begin(), files.end(), valid) ? kFine : kNo;
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "check", "Validates rig and schedule files, alone and with each other");
  command->add_option("FILE", options->files, "Rig and schedule files")->required();
  command->add_flag("--json", options->json, "Prints the result as JSON");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dyad::cli
