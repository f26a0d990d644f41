#pragma once

#include <CLI/App.hpp>

// One function a subcommand, each in a file of its own. It adds the subcommand
// to the application; when the user chose it, it runs and sets the exit code.
namespace dyad::cli {

int main(int argc, char** argv);

void add_replay(CLI::App& app, int& exit_code);
void add_import(CLI::App& app, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_check(CLI::App& app, int& exit_code);
void add_preview(CLI::App& app, int& exit_code);
void add_export(CLI::App& app, int& exit_code);
void add_progress(CLI::App& app, int& exit_code);
void add_recover(CLI::App& app, int& exit_code);
void add_mcu(CLI::App& app, int& exit_code);
void add_token(CLI::App& app, int& exit_code);

}  // namespace dyad::cli
