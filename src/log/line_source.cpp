#include "line_source.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "dyad/log/file.hpp"
#include "dyad/log/line_decoder.hpp"

namespace dyad::log {
namespace {

constexpr std::size_t kStretch = std::size_t{256} << 10U;

}  // namespace

LineSource::LineSource(std::string path, int fd)
    : path_(std::move(path)), fd_(fd), buffer_(kStretch + LineDecoder::kPadding) {}

LineSource::LineSource(LineSource&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      buffer_(std::move(other.buffer_)),
      at_(other.at_),
      size_(other.size_),
      error_(std::move(other.error_)) {}

LineSource::~LineSource() {
  if (fd_ >= 0) ::close(fd_);
}

Result<LineSource> LineSource::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return system_error("opening", path, errno);
  return LineSource(path, fd);
}

std::optional<std::string_view> LineSource::next() {
  std::size_t searched = 0;
  while (true) {
    const char* begin = buffer_.data() + at_;
    const std::size_t held = size_ - at_;
    const void* newline = std::memchr(begin + searched, '\n', held - searched);
    if (newline != nullptr) {
      const auto length =
          static_cast<std::size_t>(static_cast<const char*>(newline) - begin);
      at_ += length + 1;
      return std::string_view(begin, length);
    }
    searched = held;
    if (!fill()) return std::nullopt;
  }
}

bool LineSource::at_end() { return at_ == size_ && !fill(); }

bool LineSource::fill() {
  std::memmove(buffer_.data(), buffer_.data() + at_, size_ - at_);
  size_ -= at_;
  at_ = 0;
  if (size_ + LineDecoder::kPadding == buffer_.size()) {
    buffer_.resize(2 * buffer_.size());  // a line longer than the buffer
  }
  const std::size_t room = buffer_.size() - LineDecoder::kPadding - size_;
  ssize_t n = 0;
  do {
    n = ::read(fd_, buffer_.data() + size_, room);
  } while (n < 0 && errno == EINTR);
  if (n < 0) {
    error_ = system_error("reading", path_, errno);
    size_ = 0;  // nothing more is given, not even as a torn line
  }
  if (n <= 0) return false;
  size_ += static_cast<std::size_t>(n);
  return true;
}

std::string LineSource::text_of(std::size_t n) const {
  std::ifstream file(path_, std::ios::binary);
  std::string line;
  for (std::size_t i = 0; i < n; ++i) {
    if (!std::getline(file, line)) return {};
  }
  return line;
}

}  // namespace dyad::log
