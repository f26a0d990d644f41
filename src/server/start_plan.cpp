#include "start_plan.hpp"

#include <chrono>
#include <ctime>
#include <limits>
#include <optional>
#include <utility>

#include "dyad/analysis/due_stage.hpp"
#include "dyad/analysis/interrupted.hpp"
#include "dyad/config/read.hpp"
#include "dyad/core/duration_text.hpp"
#include "dyad/server/problems.hpp"
#include "dyad/server/rig_to_run.hpp"
#include "problem_json.hpp"
#include "status_json.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

// What is to be run, as far as it is known; complete where there are no problems.
struct Asked {
  RigToRun rig;
  config::Document document;
  std::optional<config::Schedule> schedule;
  std::vector<std::string> subjects;
  std::string continues;  // the id of the interrupted session
};

Problem bad_member(const std::string& pointer, const Error& error) {
  const std::string detail =
      error.what + (error.remedy.empty() ? "" : "; " + error.remedy);
  return bad_request(pointer + ": " + detail,
                     Json::array({{{"pointer", pointer}, {"detail", detail}}}));
}

const char* source_of(const RigToRun& rig) {
  return rig.rig.simulated() ? "sim" : "live";
}

// The lab's day is that of the machine's time zone.
Duration utc_offset() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  return Duration::from_s(parts.tm_gmtoff);
}

std::int64_t now_utc_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void judge(Asked& asked, StartPlan& plan) {
  asked.schedule = config::read_schedule(asked.document, plan.problems);
  if (!asked.schedule) return;
  config::check_together(asked.rig.rig, *asked.schedule, asked.document, plan.problems);
}

std::optional<Problem> read_library(Daemon& daemon, const StartRequest& request,
                                    Asked& asked, StartPlan& plan) {
  const std::string name =
      request.schedule + (request.version.empty() ? "" : "@" + request.version);
  auto found = daemon.library().get(config::FileKind::schedule, name);
  if (!found) return no_such_thing(found.error().what, found.error().remedy);
  plan.run.schedule_file = found->version.path;
  auto document =
      config::parse_document(found->version.path, found->text, plan.problems);
  if (!document) return std::nullopt;
  asked.document = std::move(*document);
  judge(asked, plan);
  if (request.duration.empty() || !asked.schedule) return std::nullopt;
  const auto duration = parse_duration(request.duration);
  if (!duration) return bad_member("/duration", duration.error());
  config::set_duration(asked.document, *duration);
  plan.problems.clear();  // of the same document: found again
  judge(asked, plan);
  return std::nullopt;
}

std::optional<Problem> choose_stage(Daemon& daemon, const StartRequest& request,
                                    const Asked& asked, StartPlan& plan) {
  if (!asked.schedule) return std::nullopt;
  const auto chosen = request.stage.empty()
                          ? Result<analysis::StageChoice>(analysis::due_stage(
                                *asked.schedule, asked.subjects, source_of(asked.rig),
                                daemon.setup().data_folder))
                          : analysis::named_stage(*asked.schedule, request.stage);
  if (!chosen) return bad_member("/stage", chosen.error());
  const config::Stage& stage = asked.schedule->stages[chosen->stage];
  plan.stage = {
      {"index", chosen->stage}, {"name", stage.name}, {"reason", chosen->reason}};
  plan.planned = stage.limits.duration;
  return std::nullopt;
}

std::optional<Problem> read_new(Daemon& daemon, const StartRequest& request,
                                Asked& asked, StartPlan& plan) {
  asked.subjects = request.subjects;
  if (auto problem = read_library(daemon, request, asked, plan)) return problem;
  if (auto problem = choose_stage(daemon, request, asked, plan)) return problem;
  plan.run.subjects = request.subjects;
  plan.run.stage = request.stage;
  plan.run.duration = request.duration;
  for (const auto& [label, value] : request.labels) {
    plan.run.labels.push_back(label + "=" + value);
  }
  plan.run.seed = request.seed;
  return std::nullopt;
}

std::optional<Problem> read_continued(Daemon& daemon, const StartRequest& request,
                                      Asked& asked, StartPlan& plan) {
  const auto log = daemon.sessions().path_of(request.continued);
  if (!log) return no_such_thing(log.error().what, log.error().remedy);
  auto remainder = analysis::read_remainder(*log);
  if (!remainder) {
    return no_such_thing(remainder.error().what, remainder.error().remedy);
  }
  asked.subjects = remainder->session.subjects;
  asked.continues = remainder->session.id;
  asked.document = std::move(remainder->schedule);
  judge(asked, plan);
  plan.planned = remainder->session.remaining();
  plan.stage = {{"index", remainder->stage},
                {"name", remainder->session.stage},
                {"reason", "the rest of " + remainder->session.id}};
  plan.run.continued_log = *log;
  return std::nullopt;
}

Status check(Daemon& daemon, const StartRequest& request, const Asked& asked,
             StartPlan& plan) {
  SessionIndex::Query all;
  all.limit = std::numeric_limits<std::size_t>::max();
  auto sessions = daemon.sessions().list(all);
  if (!sessions) return sessions.error();
  StartFacts facts;
  facts.subjects = asked.subjects;
  facts.source = source_of(asked.rig);
  facts.continues = asked.continues;
  facts.sessions = std::move(sessions->sessions);
  facts.rig = &asked.rig.rig;
  facts.problems = plan.problems;
  facts.planned = plan.planned;
  facts.disk_free_bytes =
      free_bytes(daemon.setup().data_folder).value_or(kLeastDiskBytes);
  facts.now_utc_us = now_utc_us();
  facts.utc_offset = utc_offset();
  plan.refusals = not_overridden(refusals_of(facts), request.overrides);
  return Ok();
}

}  // namespace

std::variant<StartPlan, Problem> plan_start(Daemon& daemon,
                                            const StartRequest& request) {
  auto rig = rig_to_run(daemon.setup());
  if (!rig) return internal(rig.error());
  Asked asked;
  asked.rig = std::move(*rig);
  StartPlan plan;
  plan.run.rig_file = asked.rig.file;
  plan.run.speed = request.speed;
  const auto problem = request.continued.empty()
                           ? read_new(daemon, request, asked, plan)
                           : read_continued(daemon, request, asked, plan);
  if (problem) return *problem;
  if (const Status checked = check(daemon, request, asked, plan); !checked) {
    return internal(checked.error());
  }
  return plan;
}

Json to_json(const StartPlan& plan) {
  Json problems = Json::array();
  for (const config::Problem& problem : plan.problems) {
    problems.push_back(to_json(problem));
  }
  return {{"ok", plan.refusals.empty()},
          {"stage", plan.stage},
          {"duration_us", plan.planned > Duration() ? Json(plan.planned.us()) : Json()},
          {"refusals", refusals_json(plan.refusals)},
          {"problems", std::move(problems)}};
}

}  // namespace dyad::server
