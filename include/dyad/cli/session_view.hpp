#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dyad/cli/experiment.hpp"
#include "dyad/cli/session_beat.hpp"
#include "dyad/cli/status_line.hpp"
#include "dyad/session/control_line.hpp"
#include "dyad/session/loop_lateness.hpp"
#include "dyad/session/realtime.hpp"
#include "dyad/session/session.hpp"
#include "dyad/session/status_board.hpp"

namespace dyad::cli {

// Shows a session to whoever started it: to a person by a status line and a summary on
// standard output, to a daemon by the control line. Used from the session's thread.
class SessionView {
 public:
  // All outlive the view. Null control: a person.
  SessionView(session::ControlLine* control, const Experiment& experiment,
              const std::string& source, const std::string& log_path,
              const std::vector<device::Device*>& devices);

  // `lateness` is the loop's, and outlives the view.
  void begin(const session::LoopLateness& lateness);
  // What the machine granted of the real-time set-up.
  void tell(const std::vector<session::RealtimeItem>& realtime);
  // Never blocks.
  void after_pump(const session::Session& session, Time now);
  // The loop is over: the last status is drawn.
  void finish(const session::Session& session, Time ended_at);
  // The log is closed, and so are all outputs.
  void summarise(const session::Session& session, Time ended_at);

 private:
  session::ControlLine* control_;
  const Experiment& experiment_;
  std::string log_path_;
  const session::LoopLateness* lateness_ = nullptr;
  std::optional<SessionBeat> beat_;
  session::StatusBoard board_;
  std::unique_ptr<StatusLine> line_;
};

}  // namespace dyad::cli
