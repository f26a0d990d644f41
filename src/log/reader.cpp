#include "dyad/log/reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "dyad/log/crc32c.hpp"
#include "dyad/log/file.hpp"
#include "dyad/log/header_line.hpp"
#include "dyad/log/ring.hpp"

namespace dyad::log {
namespace {

// A file's bytes, with room after them for parsers that read ahead.
struct Bytes {
  std::unique_ptr<char[]> data;
  std::size_t size = 0;
};

Result<Bytes> read_descriptor(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return system_error("reading", path, errno);
  if (S_ISDIR(status.st_mode)) return system_error("reading", path, EISDIR);
  const auto size = static_cast<std::size_t>(status.st_size);
  Bytes bytes{std::unique_ptr<char[]>(new char[size + LineDecoder::kPadding]), 0};
  while (bytes.size < size) {
    const ssize_t n = ::read(fd, bytes.data.get() + bytes.size, size - bytes.size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error("reading", path, errno);
    if (n == 0) break;
    bytes.size += static_cast<std::size_t>(n);
  }
  std::memset(bytes.data.get() + bytes.size, 0, LineDecoder::kPadding);
  return bytes;
}

Result<Bytes> read_all(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return system_error("opening", path, errno);
  auto bytes = read_descriptor(fd, path);
  ::close(fd);
  return bytes;
}

std::string counted(std::uint64_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

}  // namespace

class Reader::Impl {
 public:
  Impl(std::string path, ReadOptions options, Bytes bytes)
      : path_(std::move(path)), options_(options), bytes_(std::move(bytes)) {}

  Status read_header();
  const LoggedRecord* next();

  const Header& header() const { return header_; }
  const Names& names() const { return names_; }
  const std::optional<Error>& error() const { return error_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  std::string line_text(std::size_t line) const;

 private:
  // More of these would only hide what matters.
  static constexpr std::size_t kMostWarnings = 20;

  // The next line without its newline; none at the end and at a torn last line.
  std::optional<std::string_view> next_line();
  // True where next() has something to give.
  bool take(std::string_view line);
  void damaged(const std::string& what);
  void check_seq();
  void finish();
  void warn(std::string text);
  std::string place() const { return path_ + ":" + std::to_string(line_); }
  bool at_end() const { return at_ == bytes_.size; }

  std::string path_;
  ReadOptions options_;
  Bytes bytes_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  Header header_;
  Names names_;
  std::optional<LineDecoder> decoder_;
  LoggedRecord current_;
  std::uint64_t expected_seq_ = 1;
  std::uint64_t salvaged_past_ = 0;
  std::uint64_t unknown_ = 0;
  std::size_t warnings_left_out_ = 0;
  bool has_end_ = false;
  bool finished_ = false;
  std::optional<Error> error_;
  std::vector<std::string> warnings_;
};

std::optional<std::string_view> Reader::Impl::next_line() {
  if (at_end()) return std::nullopt;
  const char* begin = bytes_.data.get() + at_;
  const auto* newline =
      static_cast<const char*>(std::memchr(begin, '\n', bytes_.size - at_));
  ++line_;
  if (newline == nullptr) {
    const std::size_t left = bytes_.size - at_;
    at_ = bytes_.size;
    warn(place() + ": the last line is torn (" + counted(left, "byte") +
         " without a newline) and was dropped");
    return std::nullopt;
  }
  const auto size = static_cast<std::size_t>(newline - begin);
  at_ += size + 1;
  return std::string_view(begin, size);
}

Status Reader::Impl::read_header() {
  const auto line = next_line();
  if (!line) {
    return Error{path_ + ": there is no whole header line in it",
                 "The session ended before its log began; nothing is in it."};
  }
  const bool intact = crc_holds(*line);
  auto header = decode_header(*line);
  if (!header) return Error{path_ + ": " + header.error().what, header.error().remedy};
  if (!intact && !options_.salvage) {
    return Error{
        place() + ": the header's CRC does not match: the line was changed",
        "Use --salvage to read it as it stands, and check the rig and schedule "
        "in it."};
  }
  if (!intact) warn(place() + ": the header's CRC does not match; read as it stands");
  auto names = Names::of(*header);
  if (!names) return Error{place() + ": " + names.error().what, names.error().remedy};
  header_ = std::move(*header);
  names_ = std::move(*names);
  decoder_.emplace(names_);
  return Ok();
}

const LoggedRecord* Reader::Impl::next() {
  while (!finished_) {
    const auto line = next_line();
    if (!line) {
      finish();
    } else if (take(*line)) {
      return &current_;
    }
  }
  return nullptr;
}

bool Reader::Impl::take(std::string_view line) {
  if (!crc_holds(line)) {
    damaged("the line's CRC does not match: it was changed or overwritten");
    return false;
  }
  const auto outcome = decoder_->decode(line, current_);
  if (outcome == LineDecoder::Outcome::malformed) {
    damaged("the line cannot be read: " + decoder_->problem());
    return false;
  }
  check_seq();
  if (outcome == LineDecoder::Outcome::unknown_type) {
    ++unknown_;
    return false;
  }
  current_.line = line_;
  has_end_ = std::holds_alternative<End>(current_.record);
  return true;
}

void Reader::Impl::damaged(const std::string& what) {
  if (at_end()) {
    warn(place() + ": the last line is torn and was dropped (" + what + ")");
  } else if (options_.salvage) {
    ++salvaged_past_;
    warn(place() + ": left out: " + what);
  } else {
    error_ =
        Error{place() + ": " + what,
              "Everything before this line is good. Use --salvage to read past it."};
    finished_ = true;
  }
}

void Reader::Impl::check_seq() {
  if (current_.seq != expected_seq_) {
    warn(place() + ": record " + std::to_string(current_.seq) +
         " stands where record " + std::to_string(expected_seq_) + " was expected: " +
         (current_.seq > expected_seq_ ? "records are missing before it"
                                       : "the numbers go backwards"));
  }
  expected_seq_ = current_.seq + 1;
}

void Reader::Impl::finish() {
  finished_ = true;
  const std::size_t left_out = warnings_left_out_;
  if (left_out > 0) {
    warnings_.push_back(path_ + ": and " + counted(left_out, "more warning"));
  }
  if (salvaged_past_ > 0) {
    warnings_.push_back(path_ + ": " + counted(salvaged_past_, "damaged line") +
                        " left out");
  }
  if (unknown_ > 0) {
    warnings_.push_back(path_ + ": " + counted(unknown_, "record") +
                        " of a type that this version does not know");
  }
  if (has_end_) return;
  warnings_.push_back(path_ +
                      ": there is no end record at the end: the session was cut "
                      "short, or still runs");
  const auto ring = header_.ring.empty() ? std::nullopt : Ring::glance(header_.ring);
  if (ring && ring->held) {
    warnings_.push_back(path_ + ": the session is still running");
  } else if (ring && ring->undrained_bytes > 0) {
    warnings_.push_back(path_ + ": " + counted(ring->undrained_bytes, "byte") +
                        " of it are still in memory: run `dyad recover " + path_ +
                        "` before the machine is switched off");
  }
}

void Reader::Impl::warn(std::string text) {
  if (warnings_.size() < kMostWarnings) {
    warnings_.push_back(std::move(text));
  } else {
    ++warnings_left_out_;
  }
}

std::string Reader::Impl::line_text(std::size_t line) const {
  std::string_view rest(bytes_.data.get(), bytes_.size);
  for (std::size_t i = 1; i < line && !rest.empty(); ++i) {
    const std::size_t newline = rest.find('\n');
    rest.remove_prefix(newline == std::string_view::npos ? rest.size() : newline + 1);
  }
  return std::string(rest.substr(0, rest.find('\n')));
}

Reader::Reader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(const std::string& path, ReadOptions options) {
  auto bytes = read_all(path);
  if (!bytes) return bytes.error();
  auto impl = std::make_unique<Impl>(path, options, std::move(*bytes));
  if (auto read = impl->read_header(); !read) return read.error();
  return Reader(std::move(impl));
}

const Header& Reader::header() const { return impl_->header(); }
const Names& Reader::names() const { return impl_->names(); }
const LoggedRecord* Reader::next() { return impl_->next(); }
const std::optional<Error>& Reader::error() const { return impl_->error(); }
const std::vector<std::string>& Reader::warnings() const { return impl_->warnings(); }
std::string Reader::line_text(std::size_t line) const { return impl_->line_text(line); }

}  // namespace dyad::log
