#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "dyad/cli/board_query.hpp"
#include "dyad/cli/board_report.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/flash_plan.hpp"
#include "dyad/cli/mcu.hpp"
#include "dyad/cli/run_program.hpp"
#include "dyad/link/serial_port.hpp"

namespace dyad::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string port;
  std::string board = "uno";
  std::string hex;  // empty: the one that belongs to this program
};

bool readable(const fs::path& file) {
  std::error_code none;
  return fs::is_regular_file(file, none);
}

Result<std::string> find_hex(const Options& options, const FlashTarget& target) {
  if (!options.hex.empty()) {
    if (readable(options.hex)) return options.hex;
    return Error{"there is no file " + options.hex,
                 "correct --hex, or leave it out for dyad's own firmware"};
  }
  std::error_code none;
  const fs::path program = fs::read_symlink("/proc/self/exe", none);
  std::string looked;
  for (const fs::path& place : firmware_places(target, program.parent_path())) {
    if (readable(place)) return place.string();
    looked += "\n    " + place.string();
  }
  return Error{"the firmware has not been built; looked for" + looked,
               "scripts/setup --firmware && scripts/build --firmware builds it; or "
               "name a file with --hex"};
}

// A port that is not there or in use is told in dyad's words; what avrdude would say
// of it is harder to read. The port is closed again: avrdude opens it itself.
Status check_port(const std::string& path) {
  const auto port = link::SerialPort::open(path);
  if (!port) return port.error();
  return Ok{};
}

Error avrdude_failed(int code, const Options& options) {
  std::string remedy = "its own messages stand above; check that --board is right (" +
                       options.board + ") and that the port is the board's";
  if (options.board == "nano") {
    remedy += "; many Nanos have an older bootloader: --board nano-old";
  }
  return {"avrdude failed (exit code " + std::to_string(code) + ")", remedy};
}

int flash(const Options& options) {
  const auto target = flash_target(options.board);
  if (!target) {
    return fail({"--board: there is no '" + options.board + "'",
                 "one of uno, nano, nano-old, mega"},
                kUsage);
  }
  const auto hex = find_hex(options, *target);
  if (!hex) return fail(hex.error());
  if (const Status there = check_port(options.port); !there) return fail(there.error());
  std::cout << "Writing " << *hex << " to the board on " << options.port << " ...\n"
            << std::flush;
  const auto code =
      run_program("avrdude", avrdude_arguments(*target, options.port, *hex));
  if (!code) {
    return fail({code.error().what, "install it: sudo apt-get install avrdude"});
  }
  if (*code != 0) return fail(avrdude_failed(*code, options));
  const auto hello = query_board(options.port);
  if (!hello) return fail(hello.error());
  std::cout << "Done. The board says:\n"
            << text_of(BoardReport{options.port, *hello, "", std::nullopt});
  return kFine;
}

}  // namespace

void add_mcu_flash(CLI::App& mcu, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      mcu.add_subcommand("flash", "Puts dyad's firmware on a board, with avrdude");
  command->add_option("PORT", options->port, "The board's serial port")->required();
  command
      ->add_option("--board", options->board,
                   "uno, nano, nano-old (a Nano's older bootloader) or mega")
      ->capture_default_str();
  command->add_option("--hex", options->hex,
                      "Another file to write than dyad's own firmware");
  command->footer(
      "Take the water off first: outputs float until the firmware has started.");
  command->callback([options, &exit_code] { exit_code = flash(*options); });
}

}  // namespace dyad::cli
