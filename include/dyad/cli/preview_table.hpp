#pragma once

#include <string>
#include <vector>

namespace dyad::cli::preview {

// Text in columns as wide as their widest cell.
class Table {
 public:
  void add_column(std::string heading, bool to_the_right = false);
  void add_row() { rows_.emplace_back(); }
  void add(std::string cell) {
    rows_.back().push_back(std::move(cell));
  }  // of the last

  // The headings first.
  std::vector<std::string> lines() const;

 private:
  struct Column {
    std::string heading;
    bool to_the_right = false;
  };
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// The rows of a table in as many columns of rows as fit, each with the headings.
std::vector<std::string> side_by_side(const std::vector<std::string>& table,
                                      std::size_t width);

}  // namespace dyad::cli::preview
