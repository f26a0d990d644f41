#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "dyad/core/command.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/note.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::cli::preview {

// Scripted subjects that do in each trial what makes it coordinated: initiate it,
// respond at the target in order and in time, hold long enough, collect their rewards.
// Nothing is drawn.
class PerfectSubjects {
 public:
  explicit PerfectSubjects(const task::Plan& plan) : plan_(plan) {}

  void take(const Note& note);
  void take(const Command& command);

  // When the next edge is; never where none is planned.
  Time next() const;
  Input pop();

 private:
  void respond(Time open);
  void drop_idle();
  void press(Time from, Duration length, ChannelIndex channel);
  void initiate(Time start);
  const task::TrialPlan& rule() const;
  std::optional<ChannelIndex> operandum_of(SubjectIndex subject) const;
  std::optional<ChannelIndex> first_of(task::ChannelMask channels,
                                       SubjectIndex subject) const;

  struct Edge {
    ChannelIndex channel = kNoChannel;
    bool active = false;
  };
  const task::Plan& plan_;
  note::TrialStart conditions_;
  std::multimap<Time, Edge> planned_;
  task::ChannelMask active_ = 0;   // lines
  task::ChannelMask entered_ = 0;  // zones that are entered, or planned to be
  std::uint64_t sequence_ = 0;
};

}  // namespace dyad::cli::preview
