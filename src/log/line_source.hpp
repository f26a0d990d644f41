#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/core/result.hpp"

namespace dyad::log {

// The lines of a file, one after the other. Holds a stretch of the file that stays
// in the processor's cache, not all of it.
class LineSource {
 public:
  static Result<LineSource> open(const std::string& path);
  LineSource(LineSource&& other) noexcept;
  LineSource& operator=(LineSource&&) = delete;
  ~LineSource();

  // Without its newline, and with LineDecoder::kPadding readable bytes after it.
  // Valid until the next call of next() or at_end(). None at the end, at a torn last
  // line, and after an error.
  std::optional<std::string_view> next();

  // Nothing follows the last line given.
  bool at_end();

  // After next() has returned none: how much stood behind the last newline.
  std::size_t torn_bytes() const { return size_ - at_; }

  // Why the file could not be read to its end.
  const std::optional<Error>& error() const { return error_; }

  // Line n, from 1, read anew; empty where there is none.
  std::string text_of(std::size_t n) const;

 private:
  LineSource(std::string path, int fd);
  // Takes more of the file; false at its end.
  bool fill();

  std::string path_;
  int fd_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;    // the first byte not given yet
  std::size_t size_ = 0;  // of what the buffer holds
  std::optional<Error> error_;
};

}  // namespace dyad::log
