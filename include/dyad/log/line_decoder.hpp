#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dyad/log/names.hpp"
#include "dyad/log/record.hpp"

namespace dyad::log {

struct LoggedRecord {
  std::uint64_t seq = 0;
  std::size_t line = 0;  // in the file, from 1
  Record record;
};

// Reads single lines of a log back into records. Its CRC is the caller's to check.
class LineDecoder {
 public:
  // Bytes after a line that must be readable, whatever they hold.
  static constexpr std::size_t kPadding = 64;

  enum class Outcome { record, unknown_type, malformed };

  // The names outlive the decoder.
  explicit LineDecoder(const Names& names);
  LineDecoder(LineDecoder&&) noexcept;
  LineDecoder& operator=(LineDecoder&&) noexcept;
  ~LineDecoder();

  // Fills seq and record. Of an unknown type, and of a note or fault of an unknown
  // kind, only seq is set.
  Outcome decode(std::string_view line, LoggedRecord& out);

  // What was wrong with the last malformed line.
  const std::string& problem() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dyad::log
