#include "dyad/server/doctor.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "dyad/cli/board_query.hpp"
#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/firmware_finding.hpp"
#include "dyad/cli/version.hpp"
#include "dyad/server/machine.hpp"

namespace dyad::cli {
namespace {

struct Options {
  std::string rig_path;
  std::string data_folder = "data";
  bool json = false;
};

// Under the level's column.
void print_indented(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::cout << "        " << line << '\n';
  }
}

void print(const server::Finding& finding) {
  const std::string level(to_text(finding.level));
  std::cout << level << std::string(6 - level.size(), ' ') << finding.title << ": ";
  const std::size_t first = finding.detail.find('\n');
  std::cout << finding.detail.substr(0, first) << '\n';
  if (first != std::string::npos) print_indented(finding.detail.substr(first + 1));
  print_indented(finding.remedy);
}

std::string counted(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

void print(const std::vector<server::Finding>& findings) {
  for (const server::Finding& finding : findings) print(finding);
  const auto of = [&findings](server::Level level) {
    return static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(),
        [level](const server::Finding& finding) { return finding.level == level; }));
  };
  std::cout << counted(findings.size(), "check") << ": "
            << counted(of(server::Level::warn), "warning") << ", "
            << counted(of(server::Level::fail), "failure") << '\n';
}

int run(const Options& options) {
  server::DoctorQuery query;
  query.rig_path = options.rig_path;
  query.data_folder = options.data_folder;
  query.ask_board = [](const config::Rig& rig, SourceIndex board) {
    return firmware_finding(rig, board, query_board, build_number(kCommit));
  };
  const auto findings = server::examine(server::SystemMachine(), query);
  if (options.json) {
    // A path need not be UTF-8.
    std::cout << server::to_json(findings).dump(
                     2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
              << '\n';
  } else {
    print(findings);
  }
  return server::worst_of(findings) == server::Level::fail ? kNo : kFine;
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "doctor", "Checks this machine, and a rig's hardware, before a session");
  command->add_option("--rig", options->rig_path,
                      "Rig file: checks it, its ports, and its boards' firmware");
  command->add_option("--data", options->data_folder,
                      "Folder of the session logs (default: data)");
  command->add_flag("--json", options->json, "Prints the result as JSON");
  command->footer(
      "Each line is ok, warn or fail; docs/doctor.md explains them. With --rig it "
      "opens "
      "the ports of the rig's boards that nobody uses, which resets most Arduinos.");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dyad::cli
