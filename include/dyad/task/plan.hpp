#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/config/schedule.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/trial_plan.hpp"

namespace dyad::task {

// One stage of a schedule on one rig, resolved to indices and open times: all
// the engine needs to know. Immutable while an engine uses it; one plan serves
// any number of engines.
struct Plan {
  // Most output bindings of a trial; a schedule file may have no more.
  static constexpr std::size_t kMaxOutputs = 64;

  std::size_t subjects = 2;
  SubjectMask present = 0b11;                                        // not absent
  SubjectMask live = 0b11;                                           // animals
  std::array<SubjectIndex, kMaxChannels> subject_of = no_subject();  // of inputs
  std::array<ChannelIndex, kMaxSubjects> valves{};

  // As in config::Stage: one for each combination of a block and the factors'
  // levels, the last factor's level running fastest. >= 1.
  std::vector<TrialPlan> trials{TrialPlan{}};
  std::vector<config::Reinforcement> reinforcements{config::Reinforcement{}};

  std::vector<config::Block> blocks{};
  config::BlockOrder block_order = config::BlockOrder::sequence;
  config::AfterLastBlock after_last_block = config::AfterLastBlock::repeat;
  std::vector<config::Factor> factors{};

  Duration duration;
  TrialNumber max_trials = 0;       // 0: no limit
  std::uint32_t max_rewards = 0;    // of one subject; 0: no limit
  std::uint64_t max_volume_nl = 0;  // of one subject; 0: no limit
  Duration inactivity{};            // zero: no limit

  // The stage's only rule, or that of the first block and levels.
  TrialPlan& rule() { return trials.front(); }
  const TrialPlan& rule() const { return trials.front(); }

  static constexpr std::array<SubjectIndex, kMaxChannels> no_subject() {
    std::array<SubjectIndex, kMaxChannels> none{};
    none.fill(kNoSubject);
    return none;
  }
};

// Whether each trial is nothing but coordination within a window and a reward at
// once: what a board's reflex can decide by itself.
bool is_plain_coordination(const Plan& plan);

// The rig and the schedule have passed config::check_together; stage is an index
// into schedule.stages.
Plan make_plan(const config::Rig& rig, const config::Schedule& schedule,
               std::size_t stage);

}  // namespace dyad::task
