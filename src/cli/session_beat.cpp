#include "dyad/cli/session_beat.hpp"

#include <utility>

#include "dyad/cli/device_status_json.hpp"

namespace dyad::cli {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::milliseconds;

constexpr milliseconds kPeriod(250);
constexpr milliseconds kShortest(34);
// A beat takes far less than this (15 µs in the median, 48 µs in the 99th percentile on
// a busy x86-64 machine): one that would meet a wakeup waits for it to pass,
constexpr Duration kNear = Duration::from_ms(1);
// but no longer than this, since the daemon takes silence for a death.
constexpr milliseconds kOverdue(400);

std::string_view name_of(task::Phase phase) {
  switch (phase) {
    case task::Phase::idle:
      return "idle";
    case task::Phase::initiating:
      return "initiating";
    case task::Phase::waiting:
      return "waiting";
    case task::Phase::window_open:
      return "window_open";
    case task::Phase::delivering:
    case task::Phase::iti:
      return "iti";
    case task::Phase::paused:
      return "paused";
    case task::Phase::ended:
      return "ended";
  }
  return "ended";
}

Json us_or_null(const std::optional<Time>& time) {
  return time ? Json(time->us()) : Json(nullptr);
}

template <typename PerSubject>
Json by_seat(const PerSubject& values, std::size_t seats) {
  Json array = Json::array();
  for (std::size_t i = 0; i < seats; ++i) array.push_back(values[i]);
  return array;
}

Json json_of(const task::Tally& tally, std::size_t seats) {
  return {{"trials", tally.trials},
          {"coordinated", tally.coordinated()},
          {"missed", tally.misses()},
          {"omissions", tally.omissions()},
          {"errors", tally.errors()},
          {"aborted", tally.aborted()},
          {"ambiguous", tally.ambiguous},
          {"responses", by_seat(tally.responses, seats)},
          {"rewards", by_seat(tally.rewards, seats)},
          {"manual_rewards", by_seat(tally.manual_rewards, seats)},
          {"volume_nl", by_seat(tally.volume_nl, seats)},
          {"last_dt_us", tally.last_dt ? Json(tally.last_dt->us()) : Json(nullptr)}};
}

Json window_of(const task::TrialView& view) {
  if (!view.window_opened_at) return nullptr;
  return {{"opened_us", view.window_opened_at->us()},
          {"closes_at_us", us_or_null(view.window_closes_at)}};
}

// What one reward is as the stage begins; 0 where it is no fixed volume.
Json rewards_nl(const Experiment& experiment) {
  const task::TrialPlan& rule = experiment.plan.rule();
  Json volumes = Json::array();
  for (std::size_t i = 0; i < experiment.subjects.size(); ++i) {
    volumes.push_back(std::uint64_t{rule.rewards[i].volume_nl} * rule.reward_pulses);
  }
  return volumes;
}

// Null where nothing was measured: at full speed no loop waits.
Json json_of(const session::LoopLateness* lateness) {
  if (lateness == nullptr || lateness->count() == 0) return nullptr;
  return {{"median_us", lateness->median().us()},
          {"p99_us", lateness->p99().us()},
          {"max_us", lateness->max().us()}};
}

}  // namespace

SessionBeat::SessionBeat(session::ControlLine& line, const Experiment& experiment,
                         std::string id, std::string source,
                         std::vector<device::Device*> devices)
    : line_(line),
      experiment_(experiment),
      devices_(std::move(devices)),
      unchanging_{{"id", std::move(id)},
                  {"subjects", experiment.subjects},
                  {"schedule", experiment.schedule.name},
                  {"stage",
                   {{"index", experiment.stage},
                    {"name", experiment.run_stage().name},
                    {"reason", experiment.stage_reason}}},
                  {"source", std::move(source)},
                  {"reward_nl", rewards_nl(experiment)},
                  {"planned_us", experiment.plan.duration.us()},
                  {"realtime", Json::array()}} {}

void SessionBeat::tell(const std::vector<session::RealtimeItem>& realtime) {
  Json& items = unchanging_["realtime"];
  items = Json::array();
  for (const session::RealtimeItem& item : realtime) {
    items.push_back({{"what", item.what},
                     {"got", item.got},
                     {"detail", item.detail},
                     {"remedy", item.remedy.empty() ? Json() : Json(item.remedy)}});
  }
}

void SessionBeat::after_pump(const session::Session& session, Time now) {
  const auto wall = WallClock::now();
  if (!due(session, now, wall)) return;
  const task::Engine& engine = session.engine();
  const task::TrialView view = engine.view();
  Json status = unchanging_;
  status["t_us"] = now.us();
  status["trial"] = engine.trial();
  status["phase"] = name_of(view.phase);
  status["window"] = window_of(view);
  status["iti_until_us"] = us_or_null(view.iti_ends_at);
  status["window_us"] = view.window.us();
  status["tally"] = json_of(session.tally(), experiment_.subjects.size());
  status["devices"] = device_status_json(experiment_.rig, devices_);
  status["lateness"] = json_of(lateness_);
  // One that is left out since the socket is full is not made up for.
  line_.say_beat(std::move(status));
  last_ = wall;
  told_phase_ = view.phase;
  told_trial_ = engine.trial();
}

bool SessionBeat::due(const session::Session& session, Time now,
                      WallClock::time_point wall) {
  const auto since = wall - last_;
  const task::Engine& engine = session.engine();
  const bool changed =
      engine.view().phase != told_phase_ || engine.trial() != told_trial_;
  if (since < (changed ? kShortest : kPeriod)) return false;
  if (since >= kOverdue) return true;
  const auto wakeup = session.next_wakeup();
  return !wakeup || *wakeup - now >= kNear;
}

}  // namespace dyad::cli
