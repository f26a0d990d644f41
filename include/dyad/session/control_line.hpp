#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/session/control.hpp"
#include "dyad/session/json_lines.hpp"

namespace dyad::session {

// The session's end of the socket to the daemon that started it: decision 8. Where
// the daemon's end closes and it has not said `end`, the daemon has died: the session
// takes the fault daemon_died, and ends.
class ControlLine final : public Control {
 public:
  // See JsonLines::adopt.
  static Result<ControlLine> adopt(int fd);

  int descriptor() const override { return lines_.descriptor(); }
  void take(Session& session, Time now) override;

  // What must arrive.
  void say_log(const std::string& path);
  void say_running();
  // The whole message; waits a second at most until it is on its way.
  void say_failed(const nlohmann::ordered_json& message);
  // As say_failed.
  void say_ended(const std::string& reason);

  // What is worth nothing when it is late; false where it was left out.
  bool say_beat(nlohmann::ordered_json status);

 private:
  explicit ControlLine(JsonLines lines) : lines_(std::move(lines)) {}
  void obey(const nlohmann::json& message, Session& session, Time now);
  void give(const nlohmann::json& message, Session& session, Time now);

  JsonLines lines_;
  bool told_to_end_ = false;
  bool bereft_ = false;  // the fault has been taken
};

}  // namespace dyad::session
