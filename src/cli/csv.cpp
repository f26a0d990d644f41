#include "dyad/cli/csv.hpp"

#include <algorithm>

namespace dyad::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlank = " \t";

// One line's fields.
class LineSplitter {
 public:
  LineSplitter(std::string_view line, CsvRow& row) : line_(line), row_(row) {}

  void split() {
    do {
      skip_blanks();
      CsvField field{"", at_ + 1};
      if (at_ < line_.size() && line_[at_] == '"') {
        quoted(field);
      } else {
        plain(field);
      }
      row_.fields.push_back(std::move(field));
    } while (at_++ < line_.size());
  }

 private:
  void skip_blanks() {
    at_ = std::min(line_.find_first_not_of(kBlank, at_), line_.size());
  }

  void plain(CsvField& field) {
    const std::size_t end = std::min(line_.find(',', at_), line_.size());
    field.text = line_.substr(at_, end - at_);
    field.text.erase(field.text.find_last_not_of(kBlank) + 1);
    at_ = end;
  }

  void quoted(CsvField& field) {
    for (++at_; at_ < line_.size(); ++at_) {
      if (line_[at_] != '"') {
        field.text += line_[at_];
      } else if (at_ + 1 < line_.size() && line_[at_ + 1] == '"') {
        field.text += line_[at_++];
      } else {
        ++at_;
        skip_blanks();
        if (at_ < line_.size() && line_[at_] != ',') break;
        return;
      }
    }
    row_.bad_quote = field.column;
    at_ = line_.size();
  }

  std::string_view line_;
  CsvRow& row_;
  std::size_t at_ = 0;
};

}  // namespace

CsvReader::CsvReader(std::string_view text) : rest_(text) {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

std::optional<CsvRow> CsvReader::next() {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(kBlank) == std::string_view::npos) continue;
    CsvRow row;
    row.line = line_;
    LineSplitter(line, row).split();
    return row;
  }
  return std::nullopt;
}

}  // namespace dyad::cli
