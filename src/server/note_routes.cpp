#include <utility>

#include "dyad/server/body.hpp"
#include "dyad/server/session_routes.hpp"
#include "session_answers.hpp"
#include "status_json.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxNoteBytes = 10'000;

Response add_note(Daemon& daemon, const Request& request) {
  Body body(request);
  SessionNote note;
  note.text = body.text("text", Body::Need::required);
  if (note.text.size() > kMaxNoteBytes) {
    body.refuse("/text",
                "must be shorter than " + std::to_string(kMaxNoteBytes) + " bytes");
  }
  if (const auto problem = body.problem()) return to_response(*problem);
  const auto log = daemon.log_of(request.params.at("id"));
  if (!log) return no_such_session(log.error());
  note.utc = now_utc();
  note.t_us = daemon.current().now_us(*log, std::chrono::steady_clock::now());
  note.by = request.caller;
  if (const Status kept = daemon.notes().append(*log, note); !kept) {
    return to_response(kept.error());
  }
  daemon.current().note_added(*log);
  Json told{{"id", id_of(*log)}};
  told.update(to_json(note));
  daemon.tell("note", std::move(told));
  return json_response(to_json(note), 201);
}

}  // namespace

void add_note_routes(Router& router, Daemon& daemon) {
  const std::string path = "/api/v1/sessions/{id}/notes";
  router.add({Method::get, path, Role::viewer, Where::worker,
              [&daemon](const Request& request) {
                const auto log = daemon.log_of(request.params.at("id"));
                if (!log) return no_such_session(log.error());
                auto notes = daemon.notes().read(*log);
                return notes ? json_response({{"notes", std::move(*notes)}})
                             : to_response(notes.error());
              }});
  router.add({Method::post, path, Role::operator_, Where::worker,
              [&daemon](const Request& request) { return add_note(daemon, request); }});
}

}  // namespace dyad::server
