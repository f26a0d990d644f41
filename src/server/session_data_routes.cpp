#include <sstream>
#include <utility>

#include "dyad/analysis/csv.hpp"
#include "dyad/analysis/session_columns.hpp"
#include "dyad/analysis/trial_table.hpp"
#include "dyad/log/reader.hpp"
#include "dyad/server/session_routes.hpp"
#include "session_answers.hpp"
#include "status_json.hpp"

namespace dyad::server {
namespace {

constexpr const char* kCsv = "text/csv; charset=utf-8";

Response answer(const char* content_type, std::string body) {
  Response response;
  response.content_type = content_type;
  response.body = std::move(body);
  return response;
}

Response download(Response response, const std::string& name) {
  response.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"" + name + "\"");
  return response;
}

Response log_file(const std::string& log) {
  Response response;
  response.content_type = "application/x-ndjson";
  response.file = log;
  return download(std::move(response), id_of(log) + ".jsonl");
}

// Of a log whose middle is damaged what stands before the damage, as its summary says.
Response trials_csv(const std::string& log) {
  auto reader = log::Reader::open(log);
  if (!reader) return to_response(reader.error());
  analysis::TrialTable trials;
  while (const auto* logged = reader->next()) trials.add(logged->record);
  std::ostringstream out;
  analysis::write_trials(out, id_of(log) + ".jsonl", reader->names(), trials.trials());
  return download(answer(kCsv, std::move(out).str()), id_of(log) + "_trials.csv");
}

Response events_csv(const std::string& log) {
  auto reader = log::Reader::open(log);
  if (!reader) return to_response(reader.error());
  std::ostringstream out;
  analysis::EventTable events(out, reader->names(), reader->header().rig);
  while (const auto* logged = reader->next()) events.add(logged->record);
  return download(answer(kCsv, std::move(out).str()), id_of(log) + "_events.csv");
}

Response columns(const std::string& log) {
  auto reader = log::Reader::open(log);
  if (!reader) return to_response(reader.error());
  analysis::SessionColumns columns(reader->header());
  while (const auto* logged = reader->next()) columns.add(*logged);
  return answer("application/json", analysis::columns_json(columns, id_of(log)));
}

}  // namespace

void add_session_data_routes(Router& router, Daemon& daemon) {
  const auto add = [&](const char* name, Response (*of)(const std::string& log)) {
    router.add({Method::get, std::string("/api/v1/sessions/{id}/") + name, Role::viewer,
                Where::worker, [&daemon, of](const Request& request) {
                  const auto log = daemon.log_of(request.params.at("id"));
                  return log ? of(*log) : no_such_session(log.error());
                }});
  };
  add("log", log_file);
  add("trials.csv", trials_csv);
  add("events.csv", events_csv);
  add("columns", columns);
}

}  // namespace dyad::server
