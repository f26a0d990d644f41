#include "dyad/session/control_line.hpp"

#include <utility>

#include "dyad/session/session.hpp"

namespace dyad::session {

Result<ControlLine> ControlLine::adopt(int fd) {
  auto lines = JsonLines::adopt(fd);
  if (!lines) return lines.error();
  return ControlLine(std::move(*lines));
}

void ControlLine::take(Session& session, Time now) {
  for (const nlohmann::json& message : lines_.read()) obey(message, session, now);
  lines_.flush();
  if (!lines_.ended() || told_to_end_ || bereft_) return;
  bereft_ = true;
  session.take_fault(
      {.time = now,
       .kind = FaultKind::daemon_died,
       .message = "the daemon that ran this session is gone; the session "
                  "closed every output and ended"},
      now);
}

// Passes over what it does not know: the daemon may be of a later version.
void ControlLine::obey(const nlohmann::json& message, Session& session, Time now) {
  const auto what = message.find("do");
  if (what == message.end()) return;
  if (*what == "pause") session.request(OperatorAction::pause, now);
  if (*what == "resume") session.request(OperatorAction::resume, now);
  if (*what == "end") {
    told_to_end_ = true;
    session.end_now("operator", now);
  }
}

void ControlLine::say_log(const std::string& path) {
  lines_.send({{"say", "log"}, {"path", path}});
}

void ControlLine::say_running() { lines_.send({{"say", "running"}}); }

void ControlLine::say_failed(const nlohmann::ordered_json& message) {
  lines_.send(message);
  lines_.finish();
}

void ControlLine::say_ended(const std::string& reason) {
  lines_.send({{"say", "ended"}, {"reason", reason}});
  lines_.finish();
}

bool ControlLine::say_beat(nlohmann::ordered_json status) {
  return lines_.offer({{"say", "beat"}, {"status", std::move(status)}});
}

}  // namespace dyad::session
