#include "dyad/cli/preview_table.hpp"

#include <algorithm>

#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {

void Table::add_column(std::string heading, bool to_the_right) {
  columns_.push_back({std::move(heading), to_the_right});
}

std::vector<std::string> Table::lines() const {
  std::vector<std::string> lines(rows_.size() + 1);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = columns_of(columns_[i].heading);
    for (const auto& row : rows_) {
      if (i < row.size()) width = std::max(width, columns_of(row[i]));
    }
    for (std::size_t line = 0; line < lines.size(); ++line) {
      const bool heading = line == 0;
      std::string cell = heading                      ? columns_[i].heading
                         : i < rows_[line - 1].size() ? rows_[line - 1][i]
                                                      : "";
      lines[line] += columns_[i].to_the_right ? padded_right(std::move(cell), width)
                                              : padded(std::move(cell), width);
      lines[line] += "  ";
    }
  }
  for (std::string& line : lines) line.erase(line.find_last_not_of(' ') + 1);
  return lines;
}

}  // namespace dyad::cli::preview
