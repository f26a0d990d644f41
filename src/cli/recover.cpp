#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/version.hpp"
#include "dyad/log/recovery.hpp"

namespace dyad::cli {
namespace {

void tell(const std::string& path, const log::ClosedLog& closed) {
  if (!closed.ring.ring_found) {
    std::cout << path
              << ": nothing of it is left in memory; it is as complete as it gets\n";
  } else {
    std::cout << path << ": wrote the last " << closed.ring.records << " records ("
              << closed.ring.bytes << " bytes) from memory\n";
  }
  if (!closed.record) return;
  const auto name = std::filesystem::path(path).replace_extension(".recovery.json");
  std::cout << name.string() << ": says how the log was found, with "
            << closed.record->torn_bytes() << " bytes of a torn line at its end\n";
}

int run(const std::string& path) {
  const auto closed = log::close_interrupted(path, kVersion);
  if (!closed) return fail(closed.error());
  tell(path, *closed);
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
