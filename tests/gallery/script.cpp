#include "gallery/script.hpp"

#include <fstream>
#include <stdexcept>
#include <utility>

#include "dyad/config/read.hpp"

namespace dyad::gallery {
namespace {

const std::string kFolder = DYAD_SOURCE_DIR "/rig-configs/";

// In thousandths of the unit given: "5", "2.1", "1750.000".
std::string thousandths(std::int64_t n, bool always) {
  std::string text = std::to_string(n / 1000);
  if (n % 1000 == 0 && !always) return text;
  const std::string rest = std::to_string(1000 + n % 1000);
  return text + "." + rest.substr(1);
}

std::string at_text(Time time) { return " at " + thousandths(time.us(), true) + " ms"; }

std::string all_problems(const config::Problems& problems) {
  std::string text;
  for (const config::Problem& problem : problems) text += problem.text() + "\n";
  return text;
}

config::Document read_file(const std::string& path) {
  config::Problems problems;
  auto document = config::read_document(kFolder + path, problems);
  if (!document) throw std::runtime_error(all_problems(problems));
  return *std::move(document);
}

std::size_t position_of(const config::Schedule& schedule, const std::string& stage) {
  for (std::size_t i = 0; i < schedule.stages.size(); ++i) {
    if (schedule.stages[i].name == stage) return i;
  }
  throw std::runtime_error("no stage " + stage + " in " + schedule.name);
}

// The files that are all of a cell of the table's row.
std::vector<std::string> files_in_cells(const std::string& row) {
  std::vector<std::string> files;
  const std::string end = ".json` |";
  for (std::size_t at = row.find("| `"); at != std::string::npos;
       at = row.find("| `", at + 1)) {
    const std::size_t from = at + 3;
    const std::size_t to = row.find('`', from);
    if (to == std::string::npos || to < from + 5) continue;
    if (row.compare(to - 5, end.size(), end) != 0) continue;
    files.push_back(row.substr(from, to - from));
  }
  return files;
}

std::string rig_of(const std::string& schedule) {
  return rigs_of_schedules().at(schedule);
}

}  // namespace

std::map<std::string, std::string> rigs_of_schedules() {
  // | `SCHEDULE.json` | ... | `RIG.json` | ... |
  std::ifstream readme(kFolder + "README.md");
  std::map<std::string, std::string> rigs;
  for (std::string line; std::getline(readme, line);) {
    const auto files = files_in_cells(line);
    const bool both = files.size() == 2 && line.compare(0, 3, "| `") == 0;
    if (both && files[0].find('/') == std::string::npos) rigs[files[0]] = files[1];
  }
  return rigs;
}

config::Rig read_rig(const std::string& name) {
  config::Problems problems;
  auto rig = config::read_rig(read_file("rigs/" + name), problems);
  if (!rig) throw std::runtime_error(all_problems(problems));
  return *std::move(rig);
}

config::Schedule read_schedule(const std::string& name) {
  config::Problems problems;
  auto schedule = config::read_schedule(read_file("schedules/" + name), problems);
  if (!schedule) throw std::runtime_error(all_problems(problems));
  return *std::move(schedule);
}

const config::Stage& stage_of(const config::Schedule& schedule,
                              const std::string& name) {
  return schedule.stages[position_of(schedule, name)];
}

Script::Script(const std::string& schedule, const std::string& stage,
               std::uint64_t seed)
    : rig_(read_rig(rig_of(schedule))),
      schedule_(read_schedule(schedule)),
      stage_(stage_of(schedule_, stage)),
      plan_(task::make_plan(rig_, schedule_, position_of(schedule_, stage))),
      engine_(plan_, seed) {
  Input start;
  start.kind = InputKind::operator_action;
  feed(start);
}

Script& Script::hold(const std::string& channel, Duration at) {
  add(channel, at, true);
  return *this;
}

Script& Script::release(const std::string& channel, Duration at) {
  add(channel, at, false);
  return *this;
}

Script& Script::poke(const std::string& channel, Duration at, Duration length) {
  return hold(channel, at).release(channel, at + length);
}

Script& Script::until(Duration at) {
  while (step_to(Time() + at)) {
  }
  return *this;
}

Duration Script::next_trial() {
  const TrialNumber before = engine_.trial();
  while (engine_.trial() == before) {
    if (!step_to(Time::never())) throw std::runtime_error("no further trial begins");
  }
  return trial_began_;
}

std::vector<std::string> Script::told(Duration at) {
  until(at);
  return std::exchange(told_, {});
}

std::vector<Duration> Script::rewards(const std::string& seat) const {
  const auto found = rewards_.find(seat);
  return found == rewards_.end() ? std::vector<Duration>() : found->second;
}

std::size_t Script::count(Outcome outcome) const {
  const auto found = outcomes_.find(outcome);
  return found == outcomes_.end() ? 0 : found->second;
}

std::string Script::target() const {
  return stage_.rules.front().choices.at(trial_.target).name;
}

std::string Script::level(std::size_t factor) const {
  return stage_.factors.at(factor).levels.at(trial_.levels.at(factor)).name;
}

std::optional<Duration> Script::lit(const std::string& name) const {
  const auto found = lit_.find(channel(name));
  if (found == lit_.end()) return std::nullopt;
  return found->second;
}

void Script::add(const std::string& name, Duration at, bool active) {
  edges_.emplace(Time() + at, Edge{channel(name), active});
}

bool Script::step_to(Time limit) {
  const Time deadline = engine_.next_deadline().value_or(Time::never());
  const Time edge = edges_.empty() ? Time::never() : edges_.begin()->first;
  if (ended_ || std::min(edge, deadline) > limit ||
      std::min(edge, deadline) == Time::never()) {
    return false;
  }
  Input input;
  if (edge <= deadline) {  // a response at the very end is in time
    input.time = edge;
    input.source = rig_.channels[edges_.begin()->second.channel].device;
    input.channel = edges_.begin()->second.channel;
    input.active = edges_.begin()->second.active;
    edges_.erase(edges_.begin());
  } else {
    input.time = deadline;
    input.kind = InputKind::deadline;
  }
  feed(input);
  return true;
}

void Script::feed(Input input) {
  input.sequence = ++sequence_;
  if (const char* reason = engine_.refusal(input)) throw std::runtime_error(reason);
  out_.clear();
  engine_.step(input, out_);
  for (const Note& note : out_.notes) hear(note);
  for (const Command& command : out_.commands) hear(command);
}

void Script::hear(const Note& note) {
  if (const auto* start = std::get_if<note::TrialStart>(&note.body)) {
    trial_ = *start;
    trial_began_ = note.time - Time();
    initiated_.reset();
  } else if (std::holds_alternative<note::Initiated>(note.body)) {
    initiated_ = note.time - Time();
  } else if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
    ++outcomes_[outcome->outcome];
    told_.push_back("trial " + std::to_string(note.trial) + ": " +
                    std::string(to_text(outcome->outcome)) + at_text(note.time));
  } else if (const auto* end = std::get_if<note::SessionEnd>(&note.body)) {
    ended_ = end->reason;
  }
}

void Script::hear(const Command& command) {
  if (command.kind == CommandKind::pulse) {
    lit_[command.channel] = command.time - Time();
    return;
  }
  const std::string& seat = rig_.seats.at(command.subject);
  rewards_[seat].push_back(command.time - Time());
  told_.push_back(seat + " gets " + thousandths(command.volume_nl, false) + " ul" +
                  at_text(command.time));
}

ChannelIndex Script::channel(const std::string& name) const {
  return rig_.find_channel(name).value();
}

}  // namespace dyad::gallery
