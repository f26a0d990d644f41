#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace dyad::cli {

// Rows under column titles, aligned for a terminal.
class TextTable {
 public:
  enum class Align { left, right };

  void column(std::string title, Align align = Align::left) {
    columns_.push_back({std::move(title), align});
  }
  // As many cells as there are columns.
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  // Leaves out columns without any text. Each line begins with `indent`.
  void print(std::ostream& out, const std::string& indent) const;

 private:
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  // Of its widest text; 0: the column is left out.
  std::size_t width(std::size_t column) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace dyad::cli
