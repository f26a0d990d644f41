#pragma once

#include <cstdint>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "dyad/core/result.hpp"

namespace dyad::server {

struct SessionNote {
  std::string utc;                   // ISO 8601
  std::optional<std::int64_t> t_us;  // session time; none: the session did not run
  std::string by;
  std::string text;
};

// NOTE of docs/control_api.md.
nlohmann::ordered_json to_json(const SessionNote& note);

// What people wrote of sessions: beside each log a file ID.notes.ndjson, one note a
// line, only ever appended. Any thread.
class NoteBook {
 public:
  // On the disk when this returns good.
  Status append(const std::string& log, const SessionNote& note);

  // As they stand in the file, oldest first; a last line that a power cut tore is left
  // out. A log without notes has none.
  Result<nlohmann::ordered_json> read(const std::string& log) const;

  static std::string file_of(const std::string& log);

 private:
  mutable std::mutex mutex_;
};

}  // namespace dyad::server
