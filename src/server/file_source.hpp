#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/server/byte_range.hpp"

namespace dyad::server {

// A file to send, as far as it reached when it was opened. On worker threads, one call
// at a time.
class FileSource {
 public:
  static Result<std::shared_ptr<FileSource>> open(const std::string& path);
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource();

  std::uint64_t size() const { return size_; }
  std::uint64_t left() const { return end_ - at_; }
  // Another one for every state of the file.
  const std::string& etag() const { return etag_; }
  // Of all of it that part alone is sent; it lies within the file. Before the first
  // next().
  void take_only(const ByteRange& range);
  // The next at most kChunk bytes; an error where the file has become shorter.
  Result<std::string> next();

  static constexpr std::size_t kChunk = std::size_t{64} * 1024;

 private:
  FileSource(int fd, std::uint64_t size, std::string etag, std::string path)
      : fd_(fd),
        size_(size),
        end_(size),
        etag_(std::move(etag)),
        path_(std::move(path)) {}

  int fd_;
  std::uint64_t size_;
  std::uint64_t at_ = 0;
  std::uint64_t end_;  // of what is sent
  std::string etag_;
  std::string path_;
};

}  // namespace dyad::server
