#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"

namespace dyad::log {

// The end of a log file, found without reading the rest of it.
struct Tail {
  std::uint64_t log_bytes = 0;    // the file's size
  std::uint64_t whole_bytes = 0;  // up to the end of the last whole line
  // Of the last whole line; a header has no time: zero.
  std::uint64_t last_seq = 0;
  Time last_time;
  std::string last_crc;
  std::optional<std::string> end_reason;  // where that line is an end record
};

// Fails where the last whole line is not one of a log, or its CRC does not hold.
Result<Tail> read_tail(const std::string& path);

}  // namespace dyad::log
