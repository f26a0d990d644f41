#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dyad/core/result.hpp"

namespace dyad::log {

// What the log asks of a file; tests put a failing one in its place. Errors are for
// a person: what the disk said, and what to do.
class File {
 public:
  virtual ~File() = default;

  // All of the bytes at this offset, or an error, when some may have been written.
  virtual Status write_at(std::uint64_t offset, std::string_view bytes) = 0;

  // Makes sure that the file can grow to this size. Fine where the file system
  // cannot promise it.
  virtual Status reserve(std::uint64_t size) = 0;

  // What was written is on the disk when this returns.
  virtual Status sync() = 0;

  // The open file, to be kept across a fork; -1 for one that is no real file.
  virtual int descriptor() const { return -1; }

  // Gives back what was reserved beyond the size, and closes.
  virtual void close(std::uint64_t size) = 0;
};

// Makes a new file; fails where the path exists.
Result<std::unique_ptr<File>> create_file(const std::string& path);

// Opens a file for writing where it stands.
Result<std::unique_ptr<File>> open_file(const std::string& path);

// "doing PATH: what the system said", with the way out.
Error system_error(const std::string& doing, const std::string& path, int code);

}  // namespace dyad::log
