#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad::task {

// One stage of a schedule on one rig, resolved to indices and open times: all
// the engine needs to know. Immutable while an engine uses it; one plan serves
// any number of engines.
struct Plan {
  struct Reward {
    ChannelIndex channel = kNoChannel;
    Duration open;
    std::uint32_t volume_nl = 0;
  };
  struct Output {
    config::TaskEvent at = config::TaskEvent::trial_start;
    ChannelIndex channel = kNoChannel;
    Duration pulse;
  };

  // Most output bindings of a stage; a schedule file may have no more.
  static constexpr std::size_t kMaxOutputs = 64;

  std::size_t subjects = 2;
  std::array<SubjectIndex, kMaxChannels> operandum_of =
      no_operandum();                          // channel → subject or none
  std::array<Reward, kMaxSubjects> rewards{};  // volume 0: none is given
  std::vector<Output> outputs{};

  config::Contingency contingency = config::Contingency::coordinated;
  config::RepeatResponse repeat_response = config::RepeatResponse::ignore;
  config::LateResponse late_response = config::LateResponse::drop;
  Duration window;
  std::array<config::Interval, 3> iti{};  // by Outcome
  Duration duration;
  TrialNumber max_trials = 0;  // 0: no limit

  static constexpr std::array<SubjectIndex, kMaxChannels> no_operandum() {
    std::array<SubjectIndex, kMaxChannels> none{};
    none.fill(kNoSubject);
    return none;
  }
};

// The rig and the schedule have passed config::check_together; stage is an index
// into schedule.stages.
Plan make_plan(const config::Rig& rig, const config::Schedule& schedule,
               std::size_t stage);

}  // namespace dyad::task
