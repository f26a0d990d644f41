#include "dyad/cli/yoked_log.hpp"

#include <optional>
#include <string>
#include <vector>

#include "dyad/cli/milliseconds_json.hpp"
#include "dyad/cli/named_log.hpp"
#include "dyad/core/command.hpp"
#include "problem_at.hpp"

namespace dyad::cli {
namespace {

using config::Json;
using Pointer = Json::json_pointer;

constexpr std::size_t kMaxTimes = 4096;

// Of the stage itself, of its blocks, and of its factors' levels.
std::vector<Pointer> places_of_rules(const Json& schedule, const Pointer& stage) {
  std::vector<Pointer> places{stage};
  const auto add_sets = [&](const Pointer& list) {
    if (!schedule.contains(list)) return;
    for (std::size_t i = 0; i < schedule.at(list).size(); ++i) {
      places.push_back(list / i / "set");
    }
  };
  add_sets(stage / "blocks");
  const Pointer factors = stage / "factors";
  const std::size_t count =
      schedule.contains(factors) ? schedule.at(factors).size() : 0;
  for (std::size_t i = 0; i < count; ++i) add_sets(factors / i / "levels");
  return places;
}

// Of the first reward of each trial, rising.
std::vector<Time> reward_times(log::Reader& reader) {
  std::vector<Time> times;
  TrialNumber last_trial = 0;
  while (const log::LoggedRecord* logged = reader.next()) {
    const auto* command = std::get_if<Command>(&logged->record);
    if (command == nullptr || command->kind != CommandKind::reward) continue;
    const bool later = times.empty() || command->time > times.back();
    if (command->trial != last_trial && later) times.push_back(command->time);
    last_trial = command->trial;
  }
  return times;
}

void put_times(config::Document& schedule, const Pointer& place,
               config::Problems& problems) {
  const std::string pointer = (place / "log").to_string();
  const auto name = schedule.json.at(place / "log").get<std::string>();
  auto reader = open_named_log(schedule, pointer, name, problems);
  if (!reader) return;
  const std::vector<Time> times = reward_times(*reader);
  if (!read_whole(*reader, schedule, pointer, problems)) return;
  if (times.empty() || times.size() > kMaxTimes) {
    problems.push_back(problem_at(schedule, pointer,
                                  "the log \"" + name + "\" has " +
                                      std::to_string(times.size()) + " rewarded trials",
                                  "1 to " + std::to_string(kMaxTimes) + " of them",
                                  "name the log of another session, or give times_ms"));
    return;
  }
  Json list = Json::array();
  for (const Time time : times) list.push_back(milliseconds_json(time - Time()));
  Json& reinforcement = schedule.json.at(place);
  reinforcement.erase("log");
  reinforcement["times_ms"] = std::move(list);
}

}  // namespace

void put_yoked_times(config::Document& schedule, std::size_t stage,
                     config::Problems& problems) {
  const Pointer at = Pointer("/stages") / stage;
  for (const Pointer& rule : places_of_rules(schedule.json, at)) {
    const Pointer place = rule / "reinforcement";
    if (schedule.json.contains(place / "log")) put_times(schedule, place, problems);
  }
}

}  // namespace dyad::cli
