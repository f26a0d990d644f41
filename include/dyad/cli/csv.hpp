#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dyad::cli {

struct CsvField {
  std::string text;
  std::size_t column = 0;  // where it begins, from 1, in bytes
};

struct CsvRow {
  std::vector<CsvField> fields;
  std::size_t line = 0;       // from 1
  std::size_t bad_quote = 0;  // column of a quote that is not closed; 0: none
};

// Reads comma-separated rows, one a line: quoted fields with "" for a quote, CRLF or
// LF, a byte order mark at the beginning. Blank lines are passed over; spaces around
// a field are not part of it.
class CsvReader {
 public:
  // The text outlives the reader.
  explicit CsvReader(std::string_view text);

  std::optional<CsvRow> next();

 private:
  std::string_view rest_;
  std::size_t line_ = 0;
};

}  // namespace dyad::cli
