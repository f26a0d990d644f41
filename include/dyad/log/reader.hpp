#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dyad/core/result.hpp"
#include "dyad/log/header.hpp"
#include "dyad/log/line_decoder.hpp"
#include "dyad/log/names.hpp"

namespace dyad::log {

struct ReadOptions {
  bool salvage = false;  // read past damaged lines instead of stopping
};

// Reads a log from its file, front to back, a stretch at a time.
class Reader {
 public:
  static Result<Reader> open(const std::string& path, ReadOptions options = {});
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  const Header& header() const;
  const Names& names() const;

  // The next record of a known type; none at the end, or after an error. The
  // record is overwritten by the next call.
  const LoggedRecord* next();

  // Why next() stopped before the end: a bad CRC, an unreadable line or a gap in seq,
  // with its line number and the way to read past it.
  const std::optional<Error>& error() const;

  // What a person should know of: a torn last line dropped, lines salvaged past,
  // with salvage gaps in seq, no end record. Complete after next() has returned none.
  const std::vector<std::string>& warnings() const;

  // The text of a line as it stands in the file, without its newline.
  std::string line_text(std::size_t line) const;

 private:
  class Impl;
  explicit Reader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dyad::log
