#pragma once

#include <string>
#include <utility>

#include "dyad/config/document.hpp"

namespace dyad::cli {

// A problem with what stands at the pointer of a schedule.
inline config::Problem problem_at(const config::Document& document, std::string pointer,
                                  std::string found, std::string expected,
                                  std::string suggestion) {
  const config::Document::Place place = document.place_of(pointer);
  return {.file = document.file,
          .line = place.line,
          .column = place.column,
          .pointer = std::move(pointer),
          .found = std::move(found),
          .expected = std::move(expected),
          .suggestion = std::move(suggestion)};
}

}  // namespace dyad::cli
