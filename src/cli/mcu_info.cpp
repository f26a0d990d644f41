#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "dyad/cli/board_query.hpp"
#include "dyad/cli/board_report.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/mcu.hpp"
#include "dyad/cli/rig_board.hpp"
#include "dyad/config/read.hpp"
#include "dyad/device/mcu_setup.hpp"
#include "dyad/link/serial_port.hpp"

namespace dyad::cli {
namespace {

struct Options {
  std::string port;
  std::string rig_path;
  std::string device;
  bool json = false;
};

// A path need not be UTF-8.
void print(const config::Json& json) {
  std::cout << json.dump(2, ' ', false, config::Json::error_handler_t::replace) << '\n';
}

int list_ports(bool json) {
  const auto ports = link::serial_ports_by_id();
  if (json) {
    print({{"ports", ports}});
    return kFine;
  }
  if (ports.empty()) {
    std::cout << "No serial port has a name in /dev/serial/by-id now. Plug a board in, "
                 "or name its port: dyad mcu info /dev/ttyACM0\n";
    return kFine;
  }
  std::cout << "Serial ports that are there now; dyad mcu info PORT asks one:\n";
  for (const std::string& port : ports) std::cout << "  " << port << '\n';
  return kFine;
}

std::optional<config::Rig> read_rig(const std::string& path, int& exit_code) {
  config::Problems problems;
  const auto document = config::read_document(path, problems);
  std::optional<config::Rig> rig;
  if (document) rig = config::read_rig(*document, problems);
  if (rig) return rig;
  for (const config::Problem& problem : problems) std::cerr << problem.text() << '\n';
  const bool unreadable = !problems.empty() && problems.front().line == 0;
  exit_code = unreadable ? kOperatingError : kNo;
  return std::nullopt;
}

int report(const Options& options, const std::string& port, const config::Rig* rig,
           SourceIndex source) {
  const auto hello = query_board(port);
  if (!hello) return fail(hello.error());
  BoardReport report{port, *hello, rig != nullptr ? rig->name : "", std::nullopt};
  if (!report.usable()) {
    report.wrong = other_protocol("the board on " + port, *hello);
  } else if (rig != nullptr) {
    const Status fits = device::McuSetup::fits(*hello, *rig, source);
    if (!fits) report.wrong = fits.error();
  }
  options.json ? print(json_of(report)) : void(std::cout << text_of(report));
  if (!report.wrong) return kFine;
  std::cout << std::flush;
  return fail(*report.wrong, kNo);
}

int run(const Options& options) {
  if (options.rig_path.empty()) {
    return options.port.empty() ? list_ports(options.json)
                                : report(options, options.port, nullptr, kNoSource);
  }
  int exit_code = kFine;
  const auto rig = read_rig(options.rig_path, exit_code);
  if (!rig) return exit_code;
  const auto source = board_of_rig(*rig, options.device);
  if (!source) return fail(source.error(), kUsage);
  const auto& board = std::get<config::McuDevice>(rig->devices[*source].kind);
  return report(options, options.port.empty() ? board.port : options.port, &*rig,
                *source);
}

}  // namespace

void add_mcu_info(CLI::App& mcu, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = mcu.add_subcommand(
      "info", "Tells what is at a port; without one, lists the ports");
  command->add_option("PORT", options->port, "The board's serial port");
  CLI::Option* rig = command->add_option(
      "--rig", options->rig_path,
      "Rig file: whether the board serves it; its port is the default");
  command->add_option("--device", options->device, "Which of the rig's boards")
      ->needs(rig);
  command->add_flag("--json", options->json, "Prints the result as JSON");
  command->footer(
      "It only asks and changes nothing on the board. But the opening of its port "
      "resets most Arduinos: do not ask a board in use.");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dyad::cli
