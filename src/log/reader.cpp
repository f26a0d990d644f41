#include "dyad/log/reader.hpp"

#include "dyad/log/crc32c.hpp"
#include "dyad/log/header_line.hpp"
#include "dyad/log/ring.hpp"
#include "line_source.hpp"

namespace dyad::log {
namespace {

std::string counted(std::uint64_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

}  // namespace

class Reader::Impl {
 public:
  Impl(std::string path, ReadOptions options, LineSource lines)
      : path_(std::move(path)), options_(options), lines_(std::move(lines)) {}

  Status read_header();
  const LoggedRecord* next();

  const Header& header() const { return header_; }
  const Names& names() const { return names_; }
  const std::optional<Error>& error() const { return error_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  std::string line_text(std::size_t line) const { return lines_.text_of(line); }

 private:
  // More of these would only hide what matters.
  static constexpr std::size_t kMostWarnings = 20;

  // The next line without its newline; none at the end and at a torn last line.
  std::optional<std::string_view> next_line();
  // True where next() has something to give.
  bool take(std::string_view line);
  void damaged(const std::string& what);
  bool in_sequence();
  void finish();
  void warn(std::string text);
  std::string place() const { return path_ + ":" + std::to_string(line_); }

  std::string path_;
  ReadOptions options_;
  LineSource lines_;
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
  const auto line = lines_.next();
  if (line) {
    ++line_;
  } else if (lines_.torn_bytes() > 0) {
    ++line_;
    warn(place() + ": the last line is torn (" + counted(lines_.torn_bytes(), "byte") +
         " without a newline) and was dropped");
  }
  return line;
}

Status Reader::Impl::read_header() {
  const auto line = next_line();
  if (lines_.error()) return *lines_.error();
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
  if (!in_sequence()) return false;
  if (outcome == LineDecoder::Outcome::unknown_type) {
    ++unknown_;
    return false;
  }
  current_.line = line_;
  has_end_ = std::holds_alternative<End>(current_.record);
  return true;
}

void Reader::Impl::damaged(const std::string& what) {
  if (lines_.at_end()) {
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

bool Reader::Impl::in_sequence() {
  const std::uint64_t expected = expected_seq_;
  expected_seq_ = current_.seq + 1;
  if (current_.seq == expected) return true;
  const std::string what = place() + ": record " + std::to_string(current_.seq) +
                           " stands where record " + std::to_string(expected) +
                           " was expected: " +
                           (current_.seq > expected ? "records are missing before it"
                                                    : "the numbers go backwards");
  if (options_.salvage) {
    warn(what);
    return true;
  }
  error_ = Error{what,
                 "No session writes such a log: lines were taken out or put in. "
                 "--salvage reads what is there."};
  finished_ = true;
  return false;
}

void Reader::Impl::finish() {
  finished_ = true;
  error_ = lines_.error();
  if (error_) return;
  if (warnings_left_out_ > 0) {
    warnings_.push_back(path_ + ": and " + counted(warnings_left_out_, "more warning"));
  }
  if (salvaged_past_ > 0) {
    warnings_.push_back(path_ + ": " + counted(salvaged_past_, "damaged line") +
                        " left out");
  }
  if (unknown_ > 0) {
    warnings_.push_back(path_ + ": " + counted(unknown_, "record") +
                        " of a type or kind that this version does not know");
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

Reader::Reader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(const std::string& path, ReadOptions options) {
  auto lines = LineSource::open(path);
  if (!lines) return lines.error();
  auto impl = std::make_unique<Impl>(path, options, std::move(*lines));
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
