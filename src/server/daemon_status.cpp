#include "dyad/server/daemon.hpp"
#include "dyad/server/problems.hpp"
#include "status_json.hpp"

namespace dyad::server {
namespace {

using Json = Daemon::Json;

// What a session says of itself has these where it knows them.
constexpr const char* kNullUnlessSaid[] = {"t_us",   "trial",        "phase",
                                           "window", "iti_until_us", "window_us",
                                           "tally",  "lateness"};

}  // namespace

Json Daemon::session_status() {
  if (!supervisor_.session_is_on() || !supervisor_.beat().is_object()) return nullptr;
  Json session = supervisor_.beat();
  session["id"] = id_of(supervisor_.log());
  for (const char* name : kNullUnlessSaid) {
    if (!session.contains(name)) session[name] = nullptr;
  }
  for (const char* name : {"devices", "realtime"}) {
    if (!session.contains(name)) session[name] = Json::array();
  }
  session["notes"] = current_.notes();
  return session;
}

Json Daemon::status() {
  const auto free = free_bytes(setup_.data_folder);
  Json status{{"version", setup_.version},
              {"commit", setup_.commit},
              {"now_utc", now_utc()},
              {"data_folder", setup_.data_folder},
              {"disk_free_bytes", free ? Json(*free) : Json()},
              {"rig", rig_status_},
              {"state", to_text(supervisor_.state())},
              {"session", session_status()},
              {"interrupted", interrupted_}};
  const auto& problem = supervisor_.last_problem();
  status["last_problem"] = problem ? to_json(*problem) : Json();
  return status;
}

}  // namespace dyad::server
