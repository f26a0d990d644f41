#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <memory>
#include <string>

#include "dyad/cli/daemon.hpp"

// dyad ctl: a person's hand on the daemon, through the control API alone.
namespace dyad::cli {

// What every command of dyad ctl takes.
struct CtlOptions {
  std::string url = "http://127.0.0.1:8470";
  std::string token_file;
  bool json = false;  // print the daemon's answer as it is
};

// The daemon with the caller's token: of the file, or of DYAD_TOKEN, or none.
Result<Daemon> reach_daemon(const CtlOptions& options);

// Adds commands to dyad ctl. Copies share the options.
class CtlCommands {
 public:
  CtlCommands(std::shared_ptr<CtlOptions> options, int& exit_code)
      : options_(std::move(options)), exit_code_(&exit_code) {}

  using Run = std::function<int(const Daemon&)>;  // returns the exit code
  CLI::App* add(CLI::App& parent, const std::string& name,
                const std::string& description, Run run) const;

  // The answer as JSON where --json asks for it, else by `print`; complains of a
  // refusal. Returns the exit code.
  int show(const Reply& reply, const std::function<void(const Json&)>& print) const;
  bool json() const { return options_->json; }

 private:
  std::shared_ptr<CtlOptions> options_;
  int* exit_code_;
};

void add_ctl_status(CLI::App& ctl, const CtlCommands& commands);
void add_ctl_start(CLI::App& ctl, const CtlCommands& commands);
void add_ctl_control(CLI::App& ctl, const CtlCommands& commands);
void add_ctl_sessions(CLI::App& ctl, const CtlCommands& commands);
void add_ctl_events(CLI::App& ctl, const CtlCommands& commands);
void add_ctl_documents(CLI::App& ctl, const CtlCommands& commands);
void add_ctl_hardware(CLI::App& ctl, const CtlCommands& commands);
void add_ctl_flush(CLI::App& ctl, const CtlCommands& commands);
void add_ctl_machine(CLI::App& ctl, const CtlCommands& commands);

}  // namespace dyad::cli
