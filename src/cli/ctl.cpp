#include "dyad/cli/ctl.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/fail.hpp"

namespace dyad::cli {
namespace {

// The first line of the file; a token has no space in it.
Result<std::string> read_token(const std::string& path) {
  std::ifstream file(path);
  std::string token;
  if (!std::getline(file, token)) {
    return Error{"the token file '" + path + "' cannot be read, or is empty",
                 "It must hold a token in its first line: dyad token add makes one."};
  }
  while (!token.empty() &&
         std::isspace(static_cast<unsigned char>(token.back())) != 0) {
    token.pop_back();
  }
  if (token.empty() || token.find_first_of(" \t\"{") != std::string::npos) {
    return Error{
        "the first line of '" + path + "' is no token",
        "Put the token itself there; the daemon's own file holds only hashes."};
  }
  return token;
}

Result<std::string> token_of(const CtlOptions& options) {
  if (!options.token_file.empty()) return read_token(options.token_file);
  const char* const token = std::getenv("DYAD_TOKEN");
  return std::string(token == nullptr ? "" : token);
}

}  // namespace

Result<Daemon> reach_daemon(const CtlOptions& options) {
  auto origin = parse_http_origin(options.url);
  if (!origin) return origin.error();
  auto token = token_of(options);
  if (!token) return token.error();
  return Daemon(HttpClient(std::move(*origin), std::move(*token)));
}

CLI::App* CtlCommands::add(CLI::App& parent, const std::string& name,
                           const std::string& description, Run run) const {
  CLI::App* command = parent.add_subcommand(name, description);
  command->callback([options = options_, exit_code = exit_code_, run = std::move(run)] {
    const bool url_fits = parse_http_origin(options->url).ok();
    const auto daemon = reach_daemon(*options);
    *exit_code = daemon ? run(*daemon)
                        : fail(daemon.error(), url_fits ? kOperatingError : kUsage);
  });
  return command;
}

int CtlCommands::show(const Reply& reply,
                      const std::function<void(const Json&)>& print) const {
  if (!reply) return complain(reply);
  if (options_->json) {
    std::cout << pretty(reply.json) << '\n';
  } else {
    print(reply.json);
  }
  return kFine;
}

void add_ctl(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CtlOptions>();
  CLI::App* ctl = app.add_subcommand("ctl", "Operate a daemon (dyad serve)");
  ctl->require_subcommand(1);
  ctl->fallthrough();
  ctl->add_option("--url", options->url, "The daemon's address")->capture_default_str();
  ctl->add_option("--token-file", options->token_file,
                  "A file with your token in its first line (default: the variable "
                  "DYAD_TOKEN)");
  ctl->add_flag("--json", options->json, "Print the daemon's answer as JSON");
  ctl->footer(
      "Exit codes: 0 fine, 1 the daemon says no, 2 usage, 3 operating error, such as "
      "no "
      "daemon there.");
  const CtlCommands commands(options, exit_code);
  add_ctl_status(*ctl, commands);
  add_ctl_start(*ctl, commands);
  add_ctl_control(*ctl, commands);
  add_ctl_sessions(*ctl, commands);
  add_ctl_events(*ctl, commands);
  add_ctl_documents(*ctl, commands);
  add_ctl_hardware(*ctl, commands);
  add_ctl_flush(*ctl, commands);
  add_ctl_machine(*ctl, commands);
}

}  // namespace dyad::cli
