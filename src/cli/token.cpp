#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

#include "dyad/cli/commands.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/utc_text.hpp"
#include "dyad/server/token_file.hpp"

namespace dyad::cli {
namespace {

struct TokenOptions {
  std::string file;
  std::string name;
  std::string role;
};

std::string now_utc() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return utc_text(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

// The token alone on standard output, so that it can go into a pipe.
int add(const TokenOptions& options) {
  const auto role = from_text<server::Role>(options.role);
  const auto token = server::add_token(options.file, options.name, *role, now_utc());
  if (!token) return fail(token.error());
  std::cerr << "The token of " << options.name << " (" << options.role
            << "). It is not shown again:\n";
  std::cout << *token << std::endl;
  return kFine;
}

int list(const TokenOptions& options) {
  const auto records = server::read_token_file(options.file);
  if (!records) return fail(records.error());
  std::size_t width = 0;
  for (const auto& each : *records) width = std::max(width, each.name.size());
  for (const auto& each : *records) {
    std::cout << each.name << std::string(width - each.name.size() + 2, ' ')
              << (each.role == server::Role::viewer ? "viewer    " : "operator  ")
              << each.created_utc << '\n';
  }
  return kFine;
}

int remove(const TokenOptions& options) {
  const Status status = server::remove_token(options.file, options.name);
  return status ? kFine : fail(status.error());
}

using Options = std::shared_ptr<TokenOptions>;

CLI::App* add_command(CLI::App& token, const Options& options, const char* name,
                      const char* what) {
  CLI::App* command = token.add_subcommand(name, what);
  command->add_option("--file", options->file, "The token file of dyad serve")
      ->required();
  return command;
}

}  // namespace

void add_token(CLI::App& app, int& exit_code) {
  CLI::App* token = app.add_subcommand(
      "token", "Make and remove the tokens that let people in at dyad serve");
  token->require_subcommand(1);
  const auto options = std::make_shared<TokenOptions>();

  CLI::App* adding =
      add_command(*token, options, "add", "Make a token and show it once");
  adding->add_option("--name", options->name, "Whose it is, or what uses it")
      ->required();
  adding->add_option("--role", options->role, "What it may do: viewer or operator")
      ->required()
      ->check(CLI::IsMember({"viewer", "operator"}));
  adding->callback([options, &exit_code] { exit_code = add(*options); });

  CLI::App* listing = add_command(*token, options, "list", "List names and roles");
  listing->callback([options, &exit_code] { exit_code = list(*options); });

  CLI::App* removing =
      add_command(*token, options, "remove", "Let nobody in with this token any more");
  removing->add_option("--name", options->name, "Whose it is")->required();
  removing->callback([options, &exit_code] { exit_code = remove(*options); });
}

}  // namespace dyad::cli
