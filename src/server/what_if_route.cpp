#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "dyad/log/reader.hpp"
#include "dyad/replay/redecide.hpp"
#include "dyad/server/session_routes.hpp"
#include "session_answers.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

// The window in the schedule's unit, as it was written: no digit is made up.
std::optional<Json> window_of(const Request& request) {
  const auto text = request.query_value("window_ms");
  if (!text) return std::nullopt;
  Json json = Json::parse(*text, nullptr, false);
  if (!json.is_number()) return std::nullopt;
  return json;
}

Json counts_json(const task::Tally& tally) {
  return {{"coordinated", tally.coordinated()},
          {"missed", tally.misses()},
          {"decided", tally.coordinated() + tally.misses()}};
}

Json trial_json(const std::optional<replay::Trial>& trial) {
  if (!trial) return nullptr;
  return {{"number", trial->number},
          {"opened_us", trial->opened.us()},
          {"outcome", to_text(trial->outcome)},
          {"dt_us", trial->dt ? Json(trial->dt->us()) : Json()},
          {"ambiguous", trial->ambiguous}};
}

Response no_window(const std::string& detail) {
  return to_response(bad_request(
      detail, Json::array({{{"pointer", "?window_ms"}, {"detail", detail}}})));
}

Response what_if(const std::string& log, const Json& window_ms) {
  auto reader = log::Reader::open(log);
  if (!reader) return to_response(reader.error());
  if (const auto as_logged = replay::setting_of(reader->header()); !as_logged) {
    return to_response(as_logged.error());
  }
  const std::string pointer =
      "/stages/" + std::to_string(reader->header().stage) + "/window_ms";
  const auto setting = replay::setting_of(reader->header(), {{pointer, window_ms}});
  if (!setting) return no_window(setting.error().what);
  const auto again = replay::redecide(*reader, *setting);
  if (!again) return to_response(again.error());
  Json changes = Json::array();
  for (const replay::Change& change : again->changes) {
    changes.push_back({{"logged", trial_json(change.logged)},
                       {"redecided", trial_json(change.redecided)}});
  }
  return json_response({{"window_us", std::llround(window_ms.get<double>() * 1000)},
                        {"logged", counts_json(again->logged)},
                        {"redecided", counts_json(again->redecided)},
                        {"changes", std::move(changes)}});
}

}  // namespace

void add_what_if_route(Router& router, Daemon& daemon) {
  router.add({Method::get, "/api/v1/sessions/{id}/what-if", Role::viewer, Where::worker,
              [&daemon](const Request& request) {
                const auto window = window_of(request);
                if (!window) {
                  return no_window(
                      "window_ms must be a number of milliseconds, as in "
                      "?window_ms=500");
                }
                const auto log = daemon.log_of(request.params.at("id"));
                return log ? what_if(*log, *window) : no_such_session(log.error());
              }});
}

}  // namespace dyad::server
