#include "dyad/cli/preview_canvas.hpp"

#include <algorithm>

#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

std::vector<std::string> characters_of(std::string_view text) {
  std::vector<std::string> characters;
  for (const char c : text) {
    const bool goes_on = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (goes_on && !characters.empty()) {
      characters.back() += c;
    } else {
      characters.emplace_back(1, c);
    }
  }
  return characters;
}

}  // namespace

std::size_t Canvas::row(const std::string& label) {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const Row& row) { return row.label == label; });
  if (found != rows_.end()) return static_cast<std::size_t>(found - rows_.begin());
  rows_.push_back({label, std::vector<std::string>(columns_, " ")});
  return rows_.size() - 1;
}

void Canvas::put(std::size_t row, std::size_t column, std::string_view text) {
  std::size_t at = column;
  for (std::string& character : characters_of(text)) {
    if (at >= columns_) return;
    rows_.at(row).cells[at++] = std::move(character);
  }
}

void Canvas::fill(std::size_t row, std::size_t from, std::size_t to,
                  std::string_view mark) {
  for (std::size_t at = from; at < to; ++at) put(row, at, mark);
}

bool Canvas::put_if_free(std::size_t row, std::size_t column, std::string_view text) {
  const std::vector<std::string>& cells = rows_.at(row).cells;
  const std::size_t end = column + columns_of(text);
  if (end > columns_) return false;
  for (std::size_t at = column; at < std::min(end + 1, columns_); ++at) {
    if (cells[at] != " ") return false;
  }
  put(row, column, text);
  return true;
}

std::vector<std::string> Canvas::lines() const {
  std::size_t label_columns = 0;
  for (const Row& row : rows_) {
    label_columns = std::max(label_columns, columns_of(row.label));
  }
  std::vector<std::string> lines;
  for (const Row& row : rows_) {
    std::string line = padded(row.label, label_columns + 2);
    for (const std::string& cell : row.cells) line += cell;
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace dyad::cli::preview
