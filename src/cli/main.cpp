#include <CLI/CLI.hpp>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"

namespace dyad::cli {

int main(int argc, char** argv) {
  CLI::App app{"dyad: real-time control of paired-animal cooperation experiments"};
  app.require_subcommand(1);
  app.footer("Exit codes: 0 fine, 1 the answer is no, 2 usage, 3 operating error.");
  int exit_code = kFine;
  // One line a subcommand: add_NAME(app, exit_code);
  add_run(app, exit_code);
  add_replay(app, exit_code);
  add_import(app, exit_code);
  add_check(app, exit_code);
  add_export(app, exit_code);
  add_recover(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFine : kUsage;
  }
  return exit_code;
}

}  // namespace dyad::cli
