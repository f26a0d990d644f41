#include <CLI/CLI.hpp>
#include <iostream>

#include "dyad/cli/ctl.hpp"
#include "dyad/cli/ctl_status_text.hpp"

namespace dyad::cli {

void add_ctl_status(CLI::App& ctl, const CtlCommands& commands) {
  commands.add(ctl, "status", "What the daemon is doing",
               [commands](const Daemon& daemon) {
                 return commands.show(daemon.get("/status"), [](const Json& status) {
                   print_status(std::cout, status);
                 });
               });
}

}  // namespace dyad::cli
