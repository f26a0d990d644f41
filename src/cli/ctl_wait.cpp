#include "dyad/cli/ctl_wait.hpp"

#include <unistd.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "dyad/cli/ctl_status_text.hpp"
#include "dyad/core/enum_names.hpp"
#include "dyad/core/note_words.hpp"

namespace dyad::cli {
namespace {

constexpr std::chrono::milliseconds kPeriod(250);
// After a session's last beat the daemon reads the end from the log.
constexpr int kTriesForTheEnd = 40;

bool is_under_way(const std::string& state) {
  return state == "starting" || state == "running" || state == "paused" ||
         state == "ending";
}

// Draws over its own line on a terminal; a pipe gets the summary only.
class ProgressLine {
 public:
  ~ProgressLine() {
    if (drawn_) std::cout << "\r\x1b[K" << std::flush;
  }
  void draw(const std::string& text) {
    if (!terminal_) return;
    std::cout << "\r\x1b[K" << text << std::flush;
    drawn_ = true;
  }

 private:
  bool terminal_ = isatty(STDOUT_FILENO) == 1;
  bool drawn_ = false;
};

// The last status, in which no session is under way; or why it could not be had.
Reply wait_until_idle(const Daemon& daemon) {
  ProgressLine line;
  while (true) {
    Reply status = daemon.get("/status");
    if (!status || !is_under_way(text_at(status.json, "state"))) return status;
    const Json& session = at(status.json, "session");
    if (session.is_object()) line.draw(progress_text(session));
    std::this_thread::sleep_for(kPeriod);
  }
}

Reply ended_session(const Daemon& daemon) {
  Reply session = daemon.get("/sessions/current");
  for (int i = 0; i < kTriesForTheEnd && session && is_true(session.json, "running");
       ++i) {
    std::this_thread::sleep_for(kPeriod);
    session = daemon.get("/sessions/current");
  }
  return session;
}

bool ended_as_planned(const Json& session) {
  const auto reason = from_text<EndReason>(text_at(session, "end_reason"));
  return reason && *reason != EndReason::operator_request;
}

}  // namespace

int wait_for_session(const Daemon& daemon) {
  const Reply status = wait_until_idle(daemon);
  if (!status) return complain(status);
  const Json& problem = at(status.json, "last_problem");
  if (problem.is_object()) return complain({problem, kNo, problem_text(problem)});
  const Reply session = ended_session(daemon);
  if (!session) return complain(session);
  print_session(std::cout, session.json);
  return ended_as_planned(session.json) ? kFine : kNo;
}

}  // namespace dyad::cli
