#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dyad/core/clock.hpp"
#include "dyad/core/time.hpp"

namespace dyad::log {

// The session whose interrupted log is continued, and where that ended.
struct Continued {
  std::string log;  // the log's file name without its ending
  Time ended;       // the last that it tells of
  bool operator==(const Continued&) const = default;
};

// The first line of a log: all that is needed to take its decisions again.
struct Header {
  std::string program_version;
  std::string commit;
  std::string source;               // "live", "sim" or "import"
  nlohmann::ordered_json rig;       // as read, overrides applied
  nlohmann::ordered_json schedule;  // as read, overrides applied
  std::size_t stage = 0;
  std::vector<std::string> subjects;  // animals, in the order of the rig's seats
  std::uint64_t seed = 0;
  std::optional<Continued> continues{};  // none: a session of its own

  // Host-specific: not the same between two runs of one seed.
  ClockAnchor anchor;
  std::string started_utc;  // ISO 8601, of anchor.utc_us
  std::string host;         // name, machine and kernel
  std::string ring;         // shared-memory ring of a running session; may be empty

  bool operator==(const Header&) const = default;
};

}  // namespace dyad::log
