#include "dyad/cli/mcu.hpp"

#include <CLI/CLI.hpp>

#include "dyad/cli/commands.hpp"

namespace dyad::cli {

void add_mcu(CLI::App& app, int& exit_code) {
  CLI::App* mcu = app.add_subcommand(
      "mcu", "Ask, test or flash a microcontroller on a serial port");
  mcu->require_subcommand(1);
  mcu->footer(
      "Opening a port resets most Arduinos; their outputs float until they have "
      "started.");
  add_mcu_info(*mcu, exit_code);
  add_mcu_ping(*mcu, exit_code);
  add_mcu_flash(*mcu, exit_code);
}

}  // namespace dyad::cli
