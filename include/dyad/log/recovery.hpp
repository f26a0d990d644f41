#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"
#include "dyad/log/recover.hpp"

namespace dyad::log {

// How a log was found whose session had died: docs/session_log_format.md, "A session
// that died". Stands beside the log, which itself is left as it is.
struct RecoveryRecord {
  std::string log;  // its file's name
  std::uint64_t log_bytes = 0;
  std::uint64_t whole_bytes = 0;  // up to the end of its last whole line
  std::uint64_t last_seq = 0;
  Time last_time;
  std::string last_crc;
  std::uint64_t ring_records = 0;  // that were completed from memory
  std::string reason;
  std::string closed_utc;
  std::string program_version;

  std::uint64_t torn_bytes() const { return log_bytes - whole_bytes; }
  bool operator==(const RecoveryRecord&) const = default;
};

struct ClosedLog {
  Recovery ring;  // what was completed from memory just now
  // None where the log has its end record, now at least.
  std::optional<RecoveryRecord> record;
};

// Completes the log of a session that died from its ring, where there is one, and says
// beside it how it was found. A second time it finds what the first has said: that is
// never overwritten. Refuses while the session lives.
Result<ClosedLog> close_interrupted(const std::string& path,
                                    const std::string& program_version);

// Of the log at `path`; none where there is no record beside it.
Result<std::optional<RecoveryRecord>> read_recovery(const std::string& path);

// A session that nobody wants to continue: an empty file beside its log says so.
Status dismiss(const std::string& path);
bool dismissed(const std::string& path);

}  // namespace dyad::log
