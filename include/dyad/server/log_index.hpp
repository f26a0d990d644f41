#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/core/result.hpp"

namespace dyad::server {

// Where every line of a log begins, so that the lines from any number on can be read. A
// line's number is its seq, the header's is 0. Grows as the file does; what stands
// behind the last newline is not there yet.
class LogIndex {
 public:
  static Result<std::shared_ptr<LogIndex>> open(const std::string& path);
  LogIndex(const LogIndex&) = delete;
  LogIndex& operator=(const LogIndex&) = delete;
  ~LogIndex();

  // Looks at the next stretch of the file. False where there was nothing more of it.
  // One stretch takes a fraction of a millisecond where the file is in memory.
  bool grow();
  static constexpr std::size_t kStretchBytes = std::size_t{256} << 10U;

  std::uint64_t lines() const { return starts_.size() - 1; }
  std::uint64_t bytes() const { return starts_.back(); }  // of whole lines
  // Where a line begins; of lines() and beyond, bytes().
  std::uint64_t offset(std::uint64_t line) const;
  // The last whole line is the record with which a session ends.
  bool ended() const { return ended_; }

  // Whole lines from this number on, the newline of the last left out: as many as fit
  // into max_bytes, but one at least where there is one. `next` is the number of the
  // first that was not read. Empty where there is none, or the disk said no.
  std::string read(std::uint64_t from, std::size_t max_bytes,
                   std::uint64_t& next) const;

 private:
  explicit LogIndex(int fd) : fd_(fd) {}
  std::string read_at(std::uint64_t offset, std::size_t bytes) const;

  int fd_;
  std::vector<std::uint64_t> starts_{0};  // and where the next line will begin
  std::uint64_t seen_ = 0;                // bytes looked at
  bool ended_ = false;
};

}  // namespace dyad::server
