#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dyad::config {

// One thing that is wrong with a configuration file. A check collects all of
// them before it says no.
struct Problem {
  std::string file;
  std::size_t line = 0;    // from 1; 0: the file as a whole
  std::size_t column = 0;  // from 1, in bytes
  std::string pointer;     // RFC 6901; "" is the whole document
  std::string found;       // what stands there
  std::string expected;    // what should
  std::string suggestion;  // a remedy: 'did you mean "x"?'; may be empty

  // FILE:LINE:COLUMN: POINTER: FOUND; expected EXPECTED; SUGGESTION
  std::string text() const;
};

using Problems = std::vector<Problem>;

}  // namespace dyad::config
