#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/config/problem.hpp"
#include "dyad/core/time.hpp"

namespace dyad::cli {

struct PokeRow {
  std::size_t line = 0;  // in the file, from 1
  Time time;
  std::size_t subject = 0;  // of PokeTable::subjects
  bool onset = false;
};

// A table of responses recorded by another system, rows rising in time.
struct PokeTable {
  std::vector<std::string> subjects;
  std::vector<PokeRow> rows;
  // Half of the last decimal place that the table writes, at least 1 µs. Of its
  // finest time: programs leave out trailing zeros.
  Duration uncertainty;
};

// CSV with the columns time_s, subject and event (poke_on or onset, poke_off or
// offset) in any order; other columns are passed over. Times are read exactly.
// `subjects`: the animals that may stand there; empty: all that do, in the order of
// their first row. None, with every problem appended, where a row is wrong.
std::optional<PokeTable> parse_poke_table(const std::string& file,
                                          std::string_view text,
                                          const std::vector<std::string>& subjects,
                                          config::Problems& problems);

}  // namespace dyad::cli
