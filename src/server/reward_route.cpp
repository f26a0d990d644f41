// Water that a person gives an animal while its session runs.

#include <algorithm>
#include <utility>
#include <variant>

#include "dyad/server/problems.hpp"
#include "dyad/server/rig_to_run.hpp"
#include "dyad/server/session_routes.hpp"
#include "water.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;
using Need = Body::Need;

bool decides_by_itself(const config::Rig& rig) {
  return std::any_of(rig.devices.begin(), rig.devices.end(),
                     [](const config::Device& device) {
                       const auto* board = std::get_if<config::McuDevice>(&device.kind);
                       return board != nullptr && board->reflex;
                     });
}

// On the loop: what the session said of itself. Null: none is running.
std::optional<Json> running_session(Daemon& daemon) {
  Json beat;
  const auto asked = daemon.on_loop([&] {
    const RigState state = daemon.supervisor().state();
    const bool runs = state == RigState::running || state == RigState::paused;
    if (runs) beat = daemon.supervisor().beat();
    return Response();
  });
  if (!asked || beat.is_null()) return std::nullopt;
  return beat;
}

Problem pause_first() {
  Problem problem;
  problem.status = 409;
  problem.code = "reward-refused";
  problem.title = "The reward was not given";
  problem.detail = "The board with the reflex opens the valves by itself in a trial.";
  problem.remedy = "Pause the session, give the reward, and let it go on.";
  return problem;
}

// Where no volume is given: one reward of the schedule.
std::optional<std::uint32_t> usual_nl(const Json& session, std::size_t seat,
                                      Body& body) {
  const auto volume = session.at("reward_nl").at(seat).get<std::uint32_t>();
  if (volume > 0) return volume;
  body.refuse("/volume_ul", "must be given: this stage has no reward of one volume");
  return std::nullopt;
}

std::optional<std::size_t> seat_of(const Json& session, const std::string& subject,
                                   Body& body) {
  const auto subjects = session.at("subjects").get<std::vector<std::string>>();
  const auto found = std::find(subjects.begin(), subjects.end(), subject);
  if (found != subjects.end())
    return static_cast<std::size_t>(found - subjects.begin());
  body.refuse("/subject", "is no animal of the session that runs");
  return std::nullopt;
}

Response give(Daemon& daemon, const Request& request) {
  Body body(request);
  const std::string subject = body.text("subject", Need::required);
  auto volume_nl = read_volume_nl(body, Need::optional);
  // What is wrong whatever runs comes first.
  if (const auto problem = body.problem()) return to_response(*problem);
  const auto session = running_session(daemon);
  if (!session) return to_response(no_session());
  const auto rig = rig_to_run(daemon.setup());
  if (!rig) return to_response(internal(rig.error()));
  const auto seat = seat_of(*session, subject, body);
  if (seat && !body.has("volume_ul")) volume_nl = usual_nl(*session, *seat, body);
  std::optional<Water> water;
  if (seat && volume_nl) {
    const auto valve = rig->rig.reward_valve_of(static_cast<SubjectIndex>(*seat));
    water = water_from(rig->rig.channels.at(valve), *volume_nl, body);
  }
  if (const auto problem = body.problem()) return to_response(*problem);
  if (decides_by_itself(rig->rig) && session->at("phase") != "paused") {
    return to_response(pause_first());
  }
  const auto answer = daemon.on_loop([&] {
    const auto problem = daemon.supervisor().give(*seat, *water);
    return problem ? to_response(*problem)
                   : json_response({{"volume_nl", water->volume_nl},
                                    {"duration_us", water->open.us()}},
                                   202);
  });
  return answer ? *answer : to_response(no_session());
}

}  // namespace

void add_reward_route(Router& router, Daemon& daemon) {
  router.add({Method::post, "/api/v1/sessions/current/rewards", Role::operator_,
              Where::worker,
              [&daemon](const Request& request) { return give(daemon, request); }});
}

}  // namespace dyad::server
