#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dyad/config/document.hpp"
#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"
#include "dyad/log/header.hpp"

// Sessions that ended before their time through no wish of anybody.
namespace dyad::analysis {

struct InterruptedSession {
  std::string path;
  std::string id;  // the log's file name without its ending
  std::vector<std::string> subjects;
  std::string schedule;  // names
  std::string stage;
  std::string reason;  // "no end record", or what ended it
  Duration planned;
  Duration lasted;
  Duration remaining() const { return planned - lasted; }
};

// What is needed to go on with a session.
struct Remainder {
  InterruptedSession session;
  config::Document schedule;  // as it was run
  std::size_t stage = 0;      // in it
};

// Of a log whose session came to no planned end, an operator's end included. The error
// says why there is nothing to go on with: it runs, it is over, it is no such log.
Result<Remainder> read_remainder(const std::string& path);

// Of the folder itself, newest first: logs without an end record whose session is dead,
// and logs that a fault of the machine ended; without those that another log of the
// folder continues, that were dismissed, or that have no time left. Unreadable logs are
// left out.
std::vector<InterruptedSession> interrupted_sessions(const std::string& folder);

}  // namespace dyad::analysis
