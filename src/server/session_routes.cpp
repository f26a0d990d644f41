#include "dyad/server/session_routes.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "dyad/server/problems.hpp"
#include "interrupted_json.hpp"
#include "session_answers.hpp"
#include "status_json.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

// A number of a query; `otherwise` where it is not given. None, with a problem, where
// it is no number up to `most`.
std::optional<std::size_t> number(const Request& request, const char* name,
                                  std::size_t otherwise, std::size_t most,
                                  Json& problems) {
  const auto text = request.query_value(name);
  if (!text) return otherwise;
  std::size_t value = 0;
  const char* const end = text->data() + text->size();
  const auto [last, error] = std::from_chars(text->data(), end, value);
  if (error == std::errc() && last == end && value <= most) return value;
  problems.push_back(
      {{"pointer", std::string("?") + name},
       {"detail", "must be a whole number up to " + std::to_string(most)}});
  return std::nullopt;
}

// "M1,M2": no name of an animal has a comma in it.
std::vector<std::string> names(const std::string& list) {
  std::vector<std::string> found;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    if (end > begin) found.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return found;
}

constexpr std::size_t kMostListed = 1000;
constexpr std::size_t kMostSkipped = 1'000'000;

Response list(Daemon& daemon, const Request& request) {
  Json problems = Json::array();
  SessionIndex::Query query;
  query.limit = number(request, "limit", 50, kMostListed, problems).value_or(0);
  query.offset = number(request, "offset", 0, kMostSkipped, problems).value_or(0);
  if (!problems.empty()) {
    return to_response(bad_request("The query has numbers that are none.", problems));
  }
  query.subjects = names(request.query_value("subject").value_or(""));
  query.schedule = request.query_value("schedule").value_or("");
  query.text = request.query_value("text").value_or("");
  const auto page = daemon.sessions().list(query);
  if (!page) return to_response(page.error());
  Json sessions = Json::array();
  for (const auto& session : page->sessions) {
    sessions.push_back(session_json(session, daemon.current().is_live(session.path)));
  }
  return json_response({{"sessions", std::move(sessions)}, {"total", page->total}});
}

Response summary(Daemon& daemon, const Request& request) {
  const auto log = daemon.log_of(request.params.at("id"));
  if (!log) return no_such_session(log.error());
  const auto session = daemon.sessions().get(id_of(*log));
  if (!session) return no_such_session(session.error());
  Json json = session_json(*session, daemon.current().is_live(*log));
  auto notes = daemon.notes().read(*log);
  if (!notes) return to_response(notes.error());
  json["notes"] = std::move(*notes);
  json["recovery"] = recovery_json(*log);
  json["measures"] = nullptr;
  if (const auto measures = SessionMeasures::open(*log)) {
    (*measures)->update();
    json["measures"] = (*measures)->json();
  }
  return json_response(json);
}

Response accepted(const std::optional<Problem>& problem) {
  return problem ? to_response(*problem) : json_response(Json::object(), 202);
}

}  // namespace

void add_status_route(Router& router, Daemon& daemon) {
  router.add({Method::get, "/api/v1/status", Role::viewer, Where::loop,
              [&daemon](const Request&) { return json_response(daemon.status()); }});
}

void add_session_list_routes(Router& router, Daemon& daemon) {
  router.add({Method::get, "/api/v1/sessions", Role::viewer, Where::worker,
              [&daemon](const Request& request) { return list(daemon, request); }});
  router.add({Method::get, "/api/v1/sessions/{id}", Role::viewer, Where::worker,
              [&daemon](const Request& request) { return summary(daemon, request); }});
}

void add_session_control_routes(Router& router, Daemon& daemon) {
  const auto wish = [&](const char* name,
                        std::optional<Problem> (Supervisor::*what)()) {
    router.add({Method::post, std::string("/api/v1/sessions/current/") + name,
                Role::operator_, Where::loop, [&daemon, what](const Request&) {
                  return accepted((daemon.supervisor().*what)());
                }});
  };
  wish("pause", &Supervisor::pause);
  wish("resume", &Supervisor::resume);
  wish("end", &Supervisor::end);
  router.add({Method::post, "/api/v1/sessions/{id}/dismiss", Role::operator_,
              Where::worker, [&daemon](const Request& request) {
                const auto log = daemon.log_of(request.params.at("id"));
                if (!log) return no_such_session(log.error());
                const Status done = daemon.dismiss(*log);
                return done ? no_content() : to_response(done.error());
              }});
}

void add_session_routes(Router& router, Daemon& daemon) {
  add_status_route(router, daemon);
  add_session_list_routes(router, daemon);
  add_session_start_routes(router, daemon);
  add_session_control_routes(router, daemon);
  add_reward_route(router, daemon);
  add_session_data_routes(router, daemon);
  add_what_if_route(router, daemon);
  add_note_routes(router, daemon);
}

}  // namespace dyad::server
