#include "dyad/config/problem.hpp"

namespace dyad::config {

std::string Problem::text() const {
  std::string text = file;
  if (line != 0) text += ":" + std::to_string(line) + ":" + std::to_string(column);
  text += ": ";
  if (!pointer.empty()) text += pointer + ": ";
  text += found;
  if (!expected.empty()) text += "; expected " + expected;
  if (!suggestion.empty()) text += "; " + suggestion;
  return text;
}

}  // namespace dyad::config
