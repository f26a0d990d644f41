#include "start_plan.hpp"

#include <utility>

#include "dyad/config/read.hpp"
#include "dyad/server/problems.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

void read_schedule(Daemon& daemon, const Library::Found& found, StartPlan& plan) {
  auto document = config::parse_document(found.version.path, found.text, plan.problems);
  if (!document) return;
  const auto schedule = config::read_schedule(*document, plan.problems);
  if (!schedule) return;
  config::check_together(daemon.setup().rig, *schedule, *document, plan.problems);
}

}  // namespace

std::variant<StartPlan, Problem> plan_start(Daemon& daemon,
                                            const StartRequest& request) {
  StartPlan plan;
  const std::string name =
      request.schedule + (request.version.empty() ? "" : "@" + request.version);
  const auto found = daemon.library().get(config::FileKind::schedule, name);
  if (!found) return no_such_thing(found.error().what, found.error().remedy);
  read_schedule(daemon, *found, plan);
  if (!plan.problems.empty()) {
    plan.refusals.push_back({"document-invalid",
                             "The schedule cannot be run on this rig: " +
                                 std::to_string(plan.problems.size()) + " problem(s).",
                             "Mend the schedule, or choose another.", false});
  }
  plan.run.rig_file = daemon.setup().rig_file;
  plan.run.schedule_file = found->version.path;
  plan.run.subjects = request.subjects;
  plan.run.stage = request.stage;
  plan.run.duration = request.duration;
  for (const auto& [label, value] : request.labels) {
    plan.run.labels.push_back(label + "=" + value);
  }
  plan.run.seed = request.seed;
  plan.run.speed = request.speed;
  return plan;
}

Json to_json(const config::Problem& problem) {
  return {{"line", problem.line},
          {"column", problem.column},
          {"pointer", problem.pointer},
          {"detail", problem.found + "; expected " + problem.expected},
          {"remedy", problem.suggestion}};
}

Json to_json(const StartPlan& plan) {
  Json refusals = Json::array();
  for (const StartPlan::Refusal& refusal : plan.refusals) {
    refusals.push_back({{"code", refusal.code},
                        {"detail", refusal.detail},
                        {"remedy", refusal.remedy},
                        {"can_override", refusal.can_override}});
  }
  Json problems = Json::array();
  for (const config::Problem& problem : plan.problems) {
    problems.push_back(to_json(problem));
  }
  return {{"ok", plan.refusals.empty()},
          {"stage", plan.stage},
          {"duration_us", plan.duration_us ? Json(*plan.duration_us) : Json()},
          {"refusals", std::move(refusals)},
          {"problems", std::move(problems)}};
}

}  // namespace dyad::server
