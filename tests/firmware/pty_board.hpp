#pragma once

#include <cstdint>
#include <filesystem>
#include <map>

#include "poke_script.hpp"
#include "pty.hpp"
#include "simulated_board.hpp"

namespace dyad::firmware_test {

// A simulated board on a pseudo-terminal, kept to wall time, so that the real dyad
// talks to it as to a board at a port. Its time 0 is its construction.
class PtyBoard {
 public:
  explicit PtyBoard(const std::filesystem::path& elf);

  // How far it runs at once, between two looks at the port: longer costs less, and
  // makes each answer later.
  void step_us(std::uint64_t step) { step_us_ = step; }
  // An Uno resets whenever its port is opened; off at first.
  void reset_on_open(bool on) { reset_on_open_ = on; }
  // A step whose time has passed is taken at once.
  void schedule(const ScriptStep& step);

  // Runs the board on by a step, 0.2 ms at first; moves bytes to and fro, and waits for
  // wall time.
  void advance();

  const std::string& port() const { return pty_.path(); }
  SimulatedBoard& board() { return board_; }
  // How much the board has ever been behind wall time: too much on a busy machine.
  std::int64_t worst_lag_us() const { return worst_lag_us_; }

 private:
  void take_steps();
  void watch_port();
  void keep_pace();

  SimulatedBoard board_;
  Pty pty_;
  std::uint64_t step_us_ = 200;
  bool reset_on_open_ = false;
  bool was_open_ = false;
  std::multimap<std::uint64_t, ScriptStep> steps_;  // all but edges, by cycle
  std::int64_t start_ns_;
  std::int64_t worst_lag_us_ = 0;
};

}  // namespace dyad::firmware_test
