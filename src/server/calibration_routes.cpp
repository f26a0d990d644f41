#include "dyad/server/calibration_routes.hpp"

#include <string>
#include <utility>
#include <vector>

#include "dyad/server/body.hpp"
#include "dyad/server/problems.hpp"
#include "dyad/session/clocks.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;
using Need = Body::Need;

bool is_valve(const config::Channel& channel) {
  return channel.kind == config::ChannelKind::reward_valve;
}

Json table_json(const config::Valve& valve) {
  Json table = Json::array();
  for (const config::CalibrationPoint& point : valve.calibration) {
    table.push_back({{"open_us", point.open.us()}, {"volume_nl", point.volume_nl}});
  }
  return table;
}

// The table that sessions use now, and how old it is; null where nobody knows.
Json in_use_json(const config::Rig& rig, const config::Channel& channel) {
  const std::string& record = channel.valve.calibration_record;
  Json in_use;
  in_use["record"] = record.empty() ? Json() : Json(record);
  in_use["table"] = table_json(channel.valve);
  in_use["age_days"] =
      record.empty() ? Json() : Json(age_days(record, session::utc_now_us()));
  const auto& limit = rig.calibration_max_age_days;
  in_use["max_age_days"] = limit ? Json(*limit) : Json();
  return in_use;
}

Json channel_json(const config::Rig& rig, const config::Channel& channel,
                  const CalibrationStore& store) {
  const auto history = store.history(channel.name);
  Json records = Json::array();
  for (const CalibrationRecord& record : history.records) {
    records.push_back(record_json(record));
  }
  Json unread = Json::array();
  for (const Error& error : history.unread) unread.push_back(error.text());
  return {{"channel", channel.name},
          {"seat", rig.seats.at(channel.subject)},
          {"in_use", in_use_json(rig, channel)},
          {"history", std::move(records)},
          {"unread", std::move(unread)}};
}

Response list(const CalibrationStore& store, const config::Rig& rig) {
  Json channels = Json::array();
  for (const config::Channel& channel : rig.channels) {
    if (is_valve(channel)) channels.push_back(channel_json(rig, channel, store));
  }
  return json_response({{"channels", std::move(channels)}});
}

// What was entered, as far as it is sound; everything wrong is in the body's problems.
struct Entered {
  std::string channel;
  std::vector<CalibrationRow> rows;
};

Entered read(Body& body, const config::Rig& rig) {
  Entered entered;
  entered.channel = body.text("channel", Need::required);
  const auto index = rig.find_channel(entered.channel);
  if (!entered.channel.empty() && (!index || !is_valve(rig.channels[*index]))) {
    body.refuse("/channel", "the rig has no valve '" + entered.channel + "'");
  }
  const Json& rows = body.any("rows", Need::required);
  if (rows.is_null()) return entered;
  std::vector<RowComplaint> complaints;
  entered.rows = read_rows(rows, complaints);
  for (const RowComplaint& complaint : complaints) {
    body.refuse("/rows" + complaint.pointer, complaint.detail);
  }
  return entered;
}

Problem unfit(const Error& error) {
  Problem problem;
  problem.status = 422;
  problem.code = "calibration-unfit";
  problem.title = "The weights make no calibration";
  problem.detail = error.what;
  problem.remedy = error.remedy;
  return problem;
}

Response fit(const config::Rig& rig, const Request& request) {
  Body body(request);
  const Entered entered = read(body, rig);
  if (const auto problem = body.problem()) return to_response(*problem);
  const auto calibration = calibrate(entered.rows);
  if (!calibration) return to_response(unfit(calibration.error()));
  Json json{{"channel", entered.channel}};
  json.update(calibration_json(*calibration));
  return json_response(json);
}

Response add(const CalibrationStore& store, const config::Rig& rig,
             const Request& request) {
  Body body(request);
  const Entered entered = read(body, rig);
  const std::string note = body.text("note", Need::optional);
  if (const auto problem = body.problem()) return to_response(*problem);
  auto calibration = calibrate(entered.rows);
  if (!calibration) return to_response(unfit(calibration.error()));
  const auto record = store.add(entered.channel, std::move(*calibration),
                                request.caller, note, session::utc_now_us());
  if (!record) return to_response(record.error());
  return json_response(record_json(*record), 201);
}

}  // namespace

void add_calibration_routes(Router& router, const CalibrationStore& store,
                            std::function<config::Rig()> rig) {
  router.add({Method::get, "/api/v1/calibrations", Role::viewer, Where::worker,
              [&store, rig](const Request&) { return list(store, rig()); }});
  router.add({Method::post, "/api/v1/calibrations/fit", Role::viewer, Where::worker,
              [rig](const Request& request) { return fit(rig(), request); }});
  router.add(
      {Method::post, "/api/v1/calibrations", Role::operator_, Where::worker,
       [&store, rig](const Request& request) { return add(store, rig(), request); }});
}

}  // namespace dyad::server
