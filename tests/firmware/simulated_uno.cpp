// A board without a board: the real firmware in simavr, in wall time, behind a port
// that dyad opens as it would /dev/ttyACM0. See README.md here.
#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "pty_board.hpp"

namespace {

using namespace dyad::firmware_test;

volatile std::sig_atomic_t stop = 0;
void on_signal(int) { stop = 1; }

struct Options {
  std::string elf;
  std::string link;
  std::string poke;
  std::string outputs;
  std::vector<double> reset_at_ms;
  bool reset_on_open = false;
  std::uint64_t step_us = 200;
};

// The link goes when the board does.
class Link {
 public:
  Link(std::filesystem::path link, const std::string& port) : link_(std::move(link)) {
    if (link_.empty()) return;
    std::filesystem::remove(link_);
    std::filesystem::create_symlink(port, link_);
  }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  ~Link() {
    std::error_code ignored;
    if (!link_.empty()) std::filesystem::remove(link_, ignored);
  }

 private:
  std::filesystem::path link_;
};

void write_outputs(PtyBoard& uno, std::ofstream& file) {
  for (const OutputChange& change : uno.board().output_changes()) {
    file << change.cycle / kCyclesPerUs << ' ' << change.output << ' ' << change.active
         << '\n';
  }
  if (!uno.board().output_changes().empty()) file.flush();
  uno.board().clear_output_changes();
}

void run(const Options& options) {
  PtyBoard uno(options.elf);
  uno.reset_on_open(options.reset_on_open);
  uno.step_us(options.step_us);
  for (const double ms : options.reset_at_ms) {
    uno.schedule({.at_ms = ms, .kind = ScriptStep::Kind::reset});
  }
  const Link link(options.link, uno.port());
  std::optional<PokeScript> script;
  if (!options.poke.empty()) script.emplace(options.poke);
  std::ofstream outputs;
  if (!options.outputs.empty()) {
    outputs.exceptions(std::ios::failbit | std::ios::badbit);
    outputs.open(options.outputs);
  }
  std::cout << "port " << uno.port() << std::endl;
  while (stop == 0) {
    if (script) {
      for (const ScriptStep& step : script->read()) uno.schedule(step);
    }
    uno.advance();
    write_outputs(uno, outputs);
  }
  std::cerr << "simulated_uno: " << uno.board().watchdog_resets()
            << " watchdog resets, at most " << uno.worst_lag_us()
            << " us behind wall time\n";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs a firmware on a simulated Arduino Uno behind a pseudo-terminal.");
  Options options;
  app.add_option("firmware", options.elf, "the compiled firmware (.elf)")->required();
  app.add_option("--link", options.link, "symbolic link to the port");
  app.add_option(
      "--poke", options.poke,
      "script of lines 'MS INPUT LEVEL', 'MS reset', 'MS hang'; - for stdin");
  app.add_option("--outputs", options.outputs,
                 "file for each output change, 'US OUTPUT LEVEL'; the sync line is 8");
  app.add_option("--reset-at", options.reset_at_ms, "pull the reset line then, in ms");
  app.add_flag("--reset-on-open", options.reset_on_open, "as an Uno does");
  app.add_option("--step-us", options.step_us,
                 "how far it runs between two looks at the port")
      ->capture_default_str()
      ->check(CLI::Range(100U, 10'000U));
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGINT, on_signal);
  try {
    run(options);
  } catch (const std::exception& error) {
    std::cerr << "simulated_uno: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
