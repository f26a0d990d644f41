#include "dyad/cli/continuation.hpp"

#include "dyad/cli/version.hpp"
#include "dyad/config/read.hpp"
#include "dyad/log/recovery.hpp"

namespace dyad::cli {
namespace {

// What a stage takes from another session's log begins with the session.
bool names_a_log(const config::Json& json) {
  if (json.is_object() && json.contains("log")) return true;
  if (!json.is_structured()) return false;
  for (const config::Json& member : json) {
    if (names_a_log(member)) return true;
  }
  return false;
}

}  // namespace

Result<analysis::Remainder> take_up(const std::string& log_path) {
  // Says no more than that there is something to go on with.
  if (const auto left = analysis::read_remainder(log_path); !left) return left.error();
  const auto closed = log::close_interrupted(log_path, kVersion);
  if (!closed) return closed.error();
  auto remainder = analysis::read_remainder(log_path);
  if (!remainder) return remainder;
  if (names_a_log(remainder->schedule.json["stages"][remainder->stage])) {
    return Error{log_path +
                     " cannot be continued: its stage repeats another session's "
                     "log, from that one's beginning",
                 "Start a new session with --schedule."};
  }
  // Schedules give times to the millisecond.
  const auto left_ms = remainder->session.remaining().us() / 1000;
  config::set_duration(remainder->schedule, Duration::from_ms(left_ms));
  return remainder;
}

}  // namespace dyad::cli
