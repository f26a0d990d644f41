#pragma once

#include <ostream>
#include <string>

#include "dyad/cli/exit_code.hpp"
#include "dyad/config/problem.hpp"
#include "dyad/core/result.hpp"
#include "dyad/session/control_line.hpp"

namespace dyad::cli {

// Why a session was not started: problems of the configuration, or one error.
struct StartFailure {
  int exit_code = kUsage;
  config::Problems problems;
  Error error;  // where there are no problems
};

void print(const StartFailure& failure, std::ostream& err);

// The message `failed` of decision 8.
nlohmann::ordered_json failed_message(const StartFailure& failure);

// Says it on standard error and, where there is one, on the control line; returns the
// exit code.
int refuse_start(const StartFailure& failure, session::ControlLine* control);
int refuse_start(const Error& error, session::ControlLine* control,
                 int exit_code = kOperatingError);

}  // namespace dyad::cli
