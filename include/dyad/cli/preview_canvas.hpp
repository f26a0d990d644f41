#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dyad::cli::preview {

// Rows of characters behind labels. What is put beyond the last column is cut off.
class Canvas {
 public:
  explicit Canvas(std::size_t columns) : columns_(columns) {}

  // The row of this label, made where there is none yet.
  std::size_t row(const std::string& label);
  void put(std::size_t row, std::size_t column, std::string_view text);
  void fill(std::size_t row, std::size_t from, std::size_t to, std::string_view mark);
  // Only where nothing is in its way; whether it was.
  bool put_if_free(std::size_t row, std::size_t column, std::string_view text);

  std::vector<std::string> lines() const;

 private:
  struct Row {
    std::string label;
    std::vector<std::string> cells;
  };
  std::size_t columns_;
  std::vector<Row> rows_;
};

}  // namespace dyad::cli::preview
