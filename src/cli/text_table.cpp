#include "dyad/cli/text_table.hpp"

#include <algorithm>

namespace dyad::cli {
namespace {

// Bytes that continue a UTF-8 character take no place of their own.
std::size_t places(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string aligned(const std::string& text, std::size_t width,
                    TextTable::Align align) {
  const std::string space(width - std::min(width, places(text)), ' ');
  return align == TextTable::Align::right ? space + text : text + space;
}

}  // namespace

std::size_t TextTable::width(std::size_t column) const {
  std::size_t widest = 0;
  for (const auto& row : rows_) widest = std::max(widest, places(row[column]));
  return widest == 0 ? 0 : std::max(widest, places(columns_[column].title));
}

void TextTable::print(std::ostream& out, const std::string& indent) const {
  std::vector<std::string> lines(rows_.size() + 1);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::size_t wide = width(i);
    if (wide == 0) continue;
    for (std::size_t line = 0; line < lines.size(); ++line) {
      const std::string& text = line == 0 ? columns_[i].title : rows_[line - 1][i];
      lines[line] += (lines[line].empty() ? indent : "  ") +
                     aligned(text, wide, columns_[i].align);
    }
  }
  for (std::string& line : lines) {
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

}  // namespace dyad::cli
