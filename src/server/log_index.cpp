#include "dyad/server/log_index.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "dyad/log/file.hpp"
#include "dyad/log/format.hpp"

namespace dyad::server {
namespace {

// The type stands among a line's first members; in a text its quotes would be escaped.
bool is_end(std::string_view line) {
  static const std::string kEnd = "\"" + std::string(log::format::kType) + "\":\"" +
                                  std::string(log::format::kTypes.back()) + "\"";
  return line.find(kEnd) != std::string_view::npos;
}

}  // namespace

Result<std::shared_ptr<LogIndex>> LogIndex::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return log::system_error("opening", path, errno);
  return std::shared_ptr<LogIndex>(new LogIndex(fd));
}

LogIndex::~LogIndex() { ::close(fd_); }

std::uint64_t LogIndex::offset(std::uint64_t line) const {
  return starts_[std::min<std::uint64_t>(line, lines())];
}

bool LogIndex::grow() {
  const std::string stretch = read_at(seen_, kStretchBytes);
  if (stretch.empty()) return false;
  for (std::size_t at = stretch.find('\n'); at != std::string::npos;
       at = stretch.find('\n', at + 1)) {
    starts_.push_back(seen_ + at + 1);
  }
  seen_ += stretch.size();
  if (lines() > 0) {
    const std::uint64_t last = starts_[lines() - 1];
    const std::uint64_t length = std::min<std::uint64_t>(bytes() - last, 256);
    ended_ = is_end(read_at(last, length));
  }
  return true;
}

std::string LogIndex::read(std::uint64_t from, std::size_t max_bytes,
                           std::uint64_t& next) const {
  next = from;
  if (from >= lines()) return {};
  const std::uint64_t begin = starts_[from];
  const auto first = starts_.begin() + static_cast<std::ptrdiff_t>(from) + 1;
  auto past = std::upper_bound(first, starts_.end(), begin + max_bytes);
  if (past == first) ++past;
  const std::uint64_t end = *(past - 1);
  std::string text = read_at(begin, static_cast<std::size_t>(end - begin));
  if (text.size() != end - begin) return {};
  text.pop_back();
  next = static_cast<std::uint64_t>(past - 1 - starts_.begin());
  return text;
}

std::string LogIndex::read_at(std::uint64_t offset, std::size_t bytes) const {
  std::string text(bytes, '\0');
  std::size_t got = 0;
  while (got < bytes) {
    const ssize_t n =
        ::pread(fd_, text.data() + got, bytes - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    got += static_cast<std::size_t>(n);
  }
  text.resize(got);
  return text;
}

}  // namespace dyad::server
