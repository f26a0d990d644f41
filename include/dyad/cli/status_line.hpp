#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "dyad/core/time.hpp"
#include "dyad/session/status_board.hpp"

namespace dyad::cli {

// m:ss.t, t being tenths of a second.
std::string clock_text(Time t);

// One line: clock, trials, coordinated, misses, success rate, last Δt.
std::string status_text(const session::SessionStatus& status, Duration duration);

// Draws the status board on standard output from a thread of its own, so that a
// slow terminal never holds the session up. On a terminal one line is redrawn; in
// a pipe a line is printed now and then.
class StatusLine {
 public:
  StatusLine(const session::StatusBoard& board, Duration duration);
  ~StatusLine();  // draws the last status and ends the line

 private:
  void run();
  void draw(bool last);

  const session::StatusBoard& board_;
  Duration duration_;
  bool terminal_;
  std::mutex mutex_;
  std::condition_variable stop_changed_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace dyad::cli
