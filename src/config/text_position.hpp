#pragma once

#include <cstddef>
#include <string_view>

#include "dyad/config/document.hpp"

namespace dyad::config {

// Turns byte offsets into lines and columns. Offsets must not go back: one walk
// over the text serves a whole document.
class TextPosition {
 public:
  explicit TextPosition(std::string_view text) : text_(text) {}

  Document::Place at(std::size_t offset) {
    for (; at_ < offset && at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
        line_begin_ = at_ + 1;
      }
    }
    return {line_, offset - line_begin_ + 1};
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_begin_ = 0;
};

}  // namespace dyad::config
