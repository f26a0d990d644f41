#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/log/reader.hpp"
#include "dyad/task/tally.hpp"

namespace dyad::replay {

// Where a log and the engine first part.
struct Difference {
  std::string why;
  std::size_t line = 0;        // of the log, where they part
  std::string logged;          // that line; empty: the log says nothing there
  std::string replayed;        // as a log line; empty: the engine says nothing
  std::size_t input_line = 0;  // of the input that both follow; 0: before any
};

struct Verification {
  std::uint64_t inputs = 0;
  std::uint64_t notes = 0;
  std::uint64_t commands = 0;
  task::Tally tally;  // of what is logged
  std::optional<Difference> difference;
  // What the engine says of the last input, but a log that was cut short does not.
  std::size_t cut = 0;
};

// Runs the engine again on a log's inputs, deadlines included as they were fed, and
// compares each note and command in order. An error where the log cannot be read or
// its header holds no valid rig and schedule. Reads the reader to its end, or to the
// first difference.
Result<Verification> verify(log::Reader& reader);

}  // namespace dyad::replay
