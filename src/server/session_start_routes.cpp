#include <utility>

#include "dyad/server/problems.hpp"
#include "dyad/server/session_routes.hpp"
#include "start_plan.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

// The only reason that the loop alone knows.
bool is_busy(Daemon& daemon) {
  const auto answer = daemon.on_loop([&daemon] {
    Response response;
    response.status = daemon.supervisor().session_is_on() ? 409 : 200;
    return response;
  });
  return !answer || answer->status == 409;
}

Response check(Daemon& daemon, const Request& request) {
  const auto start = read_start(request, daemon.setup().rig.subject_count());
  if (const auto* problem = std::get_if<Problem>(&start)) return to_response(*problem);
  auto planned = plan_start(daemon, std::get<StartRequest>(start));
  if (const auto* problem = std::get_if<Problem>(&planned)) {
    return to_response(*problem);
  }
  auto& plan = std::get<StartPlan>(planned);
  if (is_busy(daemon)) {
    plan.refusals.push_back({"rig-busy", "A session has the rig.",
                             "End it first, or wait until it ends.", false});
  }
  return json_response(to_json(plan));
}

Problem refused(const StartPlan& plan) {
  Problem problem;
  problem.status = 409;
  problem.code = "start-refused";
  problem.title = "The session was not started";
  problem.detail = plan.refusals.front().detail;
  problem.remedy = plan.refusals.front().remedy;
  const Json json = to_json(plan);
  problem.more["refusals"] = json["refusals"];
  if (!json["problems"].empty()) problem.more["problems"] = json["problems"];
  return problem;
}

Response start(Daemon& daemon, const Request& request) {
  const auto asked = read_start(request, daemon.setup().rig.subject_count());
  if (const auto* problem = std::get_if<Problem>(&asked)) return to_response(*problem);
  const auto planned = plan_start(daemon, std::get<StartRequest>(asked));
  if (const auto* problem = std::get_if<Problem>(&planned)) {
    return to_response(*problem);
  }
  const auto& plan = std::get<StartPlan>(planned);
  if (!plan.refusals.empty()) return to_response(refused(plan));
  auto answer = daemon.on_loop([&daemon, run = plan.run] {
    if (const auto problem = daemon.start(run)) return to_response(*problem);
    Response response = json_response(Json::object(), 202);
    response.headers.emplace_back("Location", "/api/v1/sessions/current");
    return response;
  });
  return answer ? *answer : to_response(rig_busy("The daemon is being stopped.", ""));
}

}  // namespace

void add_session_start_routes(Router& router, Daemon& daemon) {
  router.add({Method::post, "/api/v1/sessions/check", Role::viewer, Where::worker,
              [&daemon](const Request& request) { return check(daemon, request); }});
  router.add({Method::post, "/api/v1/sessions", Role::operator_, Where::worker,
              [&daemon](const Request& request) { return start(daemon, request); }});
}

}  // namespace dyad::server
