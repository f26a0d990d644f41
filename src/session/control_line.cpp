#include "dyad/session/control_line.hpp"

#include <algorithm>
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
  if (*what == "reward") give(message, session, now);
  if (*what == "end") {
    told_to_end_ = true;
    session.end_now("operator", now);
  }
}

// One that is not whole has no subject: the session says so.
void ControlLine::give(const nlohmann::json& message, Session& session, Time now) {
  const auto number = [&message](const char* name, std::uint32_t otherwise) {
    const auto member = message.find(name);
    const bool is_number = member != message.end() && member->is_number_unsigned();
    return is_number ? member->get<std::uint32_t>() : otherwise;
  };
  const Session::Water water{number("volume_nl", 0),
                             Duration::from_us(number("duration_us", 0))};
  session.give(static_cast<SubjectIndex>(
                   std::min<std::uint32_t>(number("seat", kNoSubject), kNoSubject)),
               water, now);
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
