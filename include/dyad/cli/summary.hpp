#pragma once

#include <ostream>
#include <string>

#include "dyad/cli/experiment.hpp"
#include "dyad/core/time.hpp"
#include "dyad/session/session.hpp"

namespace dyad::cli {

// What a person wants to know when a session is over: totals, water, the log.
void print_summary(std::ostream& out, const Experiment& experiment,
                   const session::Session& session, Time ended_at,
                   const std::string& log_path);

}  // namespace dyad::cli
