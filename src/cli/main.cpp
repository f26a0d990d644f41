#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <iostream>
#include <string>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/version.hpp"

namespace dyad::cli {
namespace {

bool is_unknown_command(const CLI::App& app, const std::string& word) {
  const auto commands = app.get_subcommands(nullptr);
  const bool known = std::any_of(
      commands.begin(), commands.end(),
      [&word](const CLI::App* command) { return command->get_name() == word; });
  return !known && !word.empty() && word[0] != '-';
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"dyad: real-time control of paired-animal cooperation experiments"};
  app.require_subcommand(1);
  app.set_version_flag("--version",
                       std::string("dyad ") + kVersion + " (" + kCommit + ")");
  app.footer("Exit codes: 0 fine, 1 the answer is no, 2 usage, 3 operating error.");
  int exit_code = kFine;
  // A reader that goes away (`| head`) must not end a session.
  std::signal(SIGPIPE, SIG_IGN);
  // One line a subcommand: add_NAME(app, exit_code);
  add_run(app, exit_code);
  add_replay(app, exit_code);
  add_import(app, exit_code);
  add_check(app, exit_code);
  add_preview(app, exit_code);
  add_export(app, exit_code);
  add_progress(app, exit_code);
  add_recover(app, exit_code);
  add_mcu(app, exit_code);
  add_token(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (argc > 1 && error.get_exit_code() != 0 && is_unknown_command(app, argv[1])) {
      std::cerr << "dyad: there is no command '" << argv[1]
                << "'; dyad --help lists the commands\n";
      return kUsage;
    }
    return app.exit(error) == 0 ? kFine : kUsage;
  }
  return exit_code;
}

}  // namespace dyad::cli
