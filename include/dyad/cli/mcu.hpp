#pragma once

#include <CLI/App.hpp>

// The subcommands of `dyad mcu`, each in a file of its own.
namespace dyad::cli {

void add_mcu_info(CLI::App& mcu, int& exit_code);
void add_mcu_ping(CLI::App& mcu, int& exit_code);
void add_mcu_flash(CLI::App& mcu, int& exit_code);

}  // namespace dyad::cli
