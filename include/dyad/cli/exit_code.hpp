#pragma once

namespace dyad::cli {

// What every dyad command exits with; documented in README.
enum ExitCode : int {
  kFine = 0,
  kNo = 1,             // the answer is no: a file is invalid, a replay differs
  kUsage = 2,          // the command line is wrong
  kOperatingError = 3  // a file, a device or the machine said no
};

}  // namespace dyad::cli
