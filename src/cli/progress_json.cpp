#include "dyad/cli/progress_report.hpp"
#include "dyad/core/utc_text.hpp"

namespace dyad::cli {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const std::optional<analysis::Success>& success) {
  if (!success) return nullptr;
  return {{"coordinated", success->coordinated}, {"decided", success->decided}};
}

Json number_from_1(std::optional<std::size_t> stage) {
  return stage ? Json(*stage + 1) : Json();
}

Json to_json(const analysis::PastSession& session,
             const analysis::JudgedSession& judged) {
  Json json;
  json["log"] = session.log;
  json["continued_in"] = session.continued_in;
  json["began_utc"] = utc_text(session.began_utc_us);
  json["stage"] = session.stage;
  json["stage_number"] = number_from_1(judged.stage);
  json["due_stage_number"] = number_from_1(judged.due_stage);
  json["other_version"] = session.other_version;
  json["ended_by"] = session.ended_by.empty() ? Json() : Json(session.ended_by);
  json["trials"] = session.trials;
  json["ambiguous"] = session.ambiguous;
  json["success"] = to_json(judged.success);
  json["advance"] = {{"over", to_json(judged.for_advance)},
                     {"reached", judged.reached}};
  json["go_back"] = {{"over", to_json(judged.for_go_back)},
                     {"fell_below", judged.fell_below}};
  json["counts"] = judged.counts;
  json["why_not"] = judged.counts ? Json() : Json(judged.why_not);
  json["move"] = to_text(judged.move);
  return json;
}

Json to_json(const config::Schedule& schedule, const PairProgress& pair) {
  Json json;
  json["subjects"] = pair.history.training.subjects;
  json["source"] = pair.history.training.source;
  json["sessions"] = Json::array();
  for (std::size_t i = 0; i < pair.history.sessions.size(); ++i) {
    json["sessions"].push_back(
        to_json(pair.history.sessions[i], pair.progress.sessions[i]));
  }
  const std::size_t next = pair.progress.next_stage;
  json["next"] = {{"stage", schedule.stages[next].name},
                  {"stage_number", next + 1},
                  {"reason", pair.progress.reason}};
  return json;
}

}  // namespace

Json to_json(const ProgressReport& report) {
  Json json;
  json["schedule"] = report.schedule.name;
  json["data"] = report.folder;
  json["pairs"] = Json::array();
  for (const PairProgress& pair : report.pairs) {
    json["pairs"].push_back(to_json(report.schedule, pair));
  }
  json["unread"] = Json::array();
  for (const analysis::UnreadLog& log : report.unread) {
    json["unread"].push_back({{"path", log.path}, {"reason", log.reason}});
  }
  return json;
}

}  // namespace dyad::cli
