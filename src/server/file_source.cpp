#include "file_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <sstream>
#include <system_error>

namespace dyad::server {
namespace {

Error refused(const std::string& path, int code) {
  return Error{
      "The file " + path + " cannot be read: " + std::generic_category().message(code),
      "Check that it is still there, and the disk it is on."};
}

std::string etag_of(const struct stat& state) {
  std::ostringstream tag;
  tag << std::hex << '"' << state.st_size << '-' << state.st_mtim.tv_sec << '.'
      << state.st_mtim.tv_nsec << '"';
  return tag.str();
}

}  // namespace

Result<std::shared_ptr<FileSource>> FileSource::open(const std::string& path) {
  // Without O_NONBLOCK a named pipe would hold the worker.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return refused(path, errno);
  struct stat now {};
  int code = ::fstat(fd, &now) == 0 ? 0 : errno;
  if (code == 0 && !S_ISREG(now.st_mode)) code = S_ISDIR(now.st_mode) ? EISDIR : EINVAL;
  if (code != 0) {
    ::close(fd);
    return refused(path, code);
  }
  return std::shared_ptr<FileSource>(
      new FileSource(fd, static_cast<std::uint64_t>(now.st_size), etag_of(now), path));
}

FileSource::~FileSource() { ::close(fd_); }

void FileSource::take_only(const ByteRange& range) {
  at_ = range.first;
  end_ = range.first + range.length;
}

Result<std::string> FileSource::next() {
  std::string chunk(static_cast<std::size_t>(std::min<std::uint64_t>(left(), kChunk)),
                    '\0');
  std::size_t got = 0;
  while (got < chunk.size()) {
    const ssize_t n = ::pread(fd_, chunk.data() + got, chunk.size() - got,
                              static_cast<off_t>(at_ + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return refused(path_, errno);
    if (n == 0) {
      return Error{"The file " + path_ + " became shorter while it was sent",
                   "Download it again."};
    }
    got += static_cast<std::size_t>(n);
  }
  at_ += got;
  return chunk;
}

}  // namespace dyad::server
