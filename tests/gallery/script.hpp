#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/engine.hpp"

// A session of a schedule of the gallery, on its rig, told poke by poke, and what
// it came to: outcomes and rewards, as a reader of the paper would say them.
namespace dyad::gallery {

constexpr Duration us(std::int64_t n) { return Duration::from_us(n); }
constexpr Duration ms(std::int64_t n) { return Duration::from_ms(n); }
constexpr Duration s(std::int64_t n) { return Duration::from_s(n); }

// The schedule files by name, each with the rig that rig-configs/README.md names.
std::map<std::string, std::string> rigs_of_schedules();

config::Rig read_rig(const std::string& name);
config::Schedule read_schedule(const std::string& name);
const config::Stage& stage_of(const config::Schedule& schedule,
                              const std::string& name);

class Script {
 public:
  // The session begins at 0; every time is since then.
  Script(const std::string& schedule, const std::string& stage, std::uint64_t seed = 1);

  // What animals will do, by the channel's name; in any order, but not in the past.
  Script& hold(const std::string& channel, Duration at);
  Script& release(const std::string& channel, Duration at);
  Script& poke(const std::string& channel, Duration at, Duration length = ms(50));

  // Goes on to this time, itself included.
  Script& until(Duration at);
  // Goes on until another trial begins, and tells when it did.
  Duration next_trial();

  // Outcomes and rewards since it was last asked, after going on to this time:
  // "trial 1: miss at 1750.000 ms", "left gets 5 ul at 1750.000 ms".
  std::vector<std::string> told(Duration at);
  // When the seat was rewarded in the whole session.
  std::vector<Duration> rewards(const std::string& seat) const;
  std::size_t count(Outcome outcome) const;

  // Of the last trial that began: what its start announces.
  std::string target() const;
  std::string level(std::size_t factor) const;
  // When the trial could be responded to; none if not yet.
  std::optional<Duration> initiated() const { return initiated_; }
  // When the output was last switched on.
  std::optional<Duration> lit(const std::string& channel) const;

  std::optional<EndReason> ended() const { return ended_; }

 private:
  struct Edge {
    ChannelIndex channel = kNoChannel;
    bool active = false;
  };

  void add(const std::string& channel, Duration at, bool active);
  bool step_to(Time limit);  // one edge or deadline; false: none is due by then
  void feed(Input input);
  void hear(const Note& note);
  void hear(const Command& command);
  ChannelIndex channel(const std::string& name) const;

  config::Rig rig_;
  config::Schedule schedule_;
  config::Stage stage_;
  task::Plan plan_;
  task::Engine engine_;
  task::Output out_;
  std::multimap<Time, Edge> edges_;
  std::uint64_t sequence_ = 0;

  std::vector<std::string> told_;
  std::map<std::string, std::vector<Duration>> rewards_;
  std::map<Outcome, std::size_t> outcomes_;
  std::map<ChannelIndex, Duration> lit_;
  note::TrialStart trial_;
  Duration trial_began_;
  std::optional<Duration> initiated_;
  std::optional<EndReason> ended_;
};

}  // namespace dyad::gallery
