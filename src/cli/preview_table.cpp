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

std::vector<std::string> side_by_side(const std::vector<std::string>& table,
                                      std::size_t width) {
  constexpr std::size_t kBetween = 5;
  std::size_t columns = 0;
  for (const std::string& line : table) columns = std::max(columns, columns_of(line));
  const std::size_t rows = table.size() - 1;
  const std::size_t fit =
      std::max<std::size_t>((width + kBetween) / (columns + kBetween), 1);
  const std::size_t parts =
      std::min<std::size_t>(fit, std::max<std::size_t>(rows / 5, 1));
  const std::size_t each = (rows + parts - 1) / parts;
  std::vector<std::string> lines(std::min(each, rows) + 1);
  for (std::size_t part = 0; part < parts; ++part) {
    for (std::size_t row = 0; row <= each; ++row) {
      const std::size_t from = row == 0 ? 0 : part * each + row;
      if (from > rows) continue;
      lines[row] = padded(lines[row], part * (columns + kBetween)) + table[from];
    }
  }
  return lines;
}

}  // namespace dyad::cli::preview
