#pragma once

#include "dyad/cli/daemon.hpp"

namespace dyad::cli {

// Waits for the session that was just started, showing its progress in one line on a
// terminal, then prints its summary. Returns the exit code: kNo where it did not start,
// or ended otherwise than its schedule has it.
int wait_for_session(const Daemon& daemon);

}  // namespace dyad::cli
