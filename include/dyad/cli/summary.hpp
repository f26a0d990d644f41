#pragma once

#include <ostream>
#include <string>

#include "dyad/cli/experiment.hpp"
#include "dyad/core/time.hpp"
#include "dyad/session/loop_lateness.hpp"
#include "dyad/session/session.hpp"

namespace dyad::cli {

// What a person wants to know when a session is over: totals, water, the log, and how
// late the loop woke where it waited at all.
void print_summary(std::ostream& out, const Experiment& experiment,
                   const session::Session& session, Time ended_at,
                   const session::LoopLateness& lateness, const std::string& log_path);

// Fine where the session came to an end that the engine knows, by time, trials or
// the operator; a fault that ended it is an operating error.
int exit_code_of(const session::Session& session);

}  // namespace dyad::cli
