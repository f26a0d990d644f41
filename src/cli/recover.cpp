#include "dyad/log/recover.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"

namespace dyad::cli {
namespace {

int run(const std::string& path) {
  const auto recovery = log::recover_ring(path);
  if (!recovery) {
    std::cerr << "dyad: " << recovery.error().text() << '\n';
    return kOperatingError;
  }
  if (!recovery->ring_found) {
    std::cout << path
              << ": nothing of it is left in memory; it is as complete as it gets\n";
  } else {
    std::cout << path << ": wrote the last " << recovery->records << " records ("
              << recovery->bytes << " bytes) from memory\n";
  }
  return kFine;
}

}  // namespace

void add_recover(CLI::App& app, int& exit_code) {
  auto path = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "recover", "Complete the log of a session whose processes were all killed");
  command->add_option("log", *path, "Session log")->required();
  command->callback([path, &exit_code] { exit_code = run(*path); });
}

}  // namespace dyad::cli
