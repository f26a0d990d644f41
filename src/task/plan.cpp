#include "dyad/task/plan.hpp"

#include "dyad/core/assert.hpp"

namespace dyad::task {
namespace {

std::array<SubjectIndex, kMaxChannels> operanda(const config::Rig& rig) {
  auto subjects = Plan::no_operandum();
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& channel = rig.channels[i];
    if (config::is_operandum(channel.kind)) subjects[i] = channel.subject;
  }
  return subjects;
}

Plan::Reward reward_for(const config::Rig& rig, SubjectIndex subject,
                        std::uint32_t volume_nl) {
  if (volume_nl == 0) return {};
  const ChannelIndex channel = rig.reward_valve_of(subject);
  const auto open = config::open_time_for(rig.channels[channel].valve, volume_nl);
  DYAD_ASSERT(open.has_value(), "the reward is beyond the valve's calibration");
  return {channel, *open, volume_nl};
}

Plan::Output bound(const config::Rig& rig, const config::OutputBinding& binding) {
  const auto channel = rig.find_channel(binding.channel);
  DYAD_ASSERT(channel.has_value(), "an output is bound to no channel");
  return {binding.at, *channel, binding.pulse};
}

}  // namespace

Plan make_plan(const config::Rig& rig, const config::Schedule& schedule,
               std::size_t stage_index) {
  DYAD_ASSERT(stage_index < schedule.stages.size(), "the schedule has no such stage");
  DYAD_ASSERT(rig.channels.size() <= kMaxChannels, "the rig has too many channels");
  const config::Stage& stage = schedule.stages[stage_index];
  Plan plan{.subjects = rig.subject_count(),
            .operandum_of = operanda(rig),
            .contingency = stage.contingency,
            .repeat_response = stage.repeat_response,
            .late_response = stage.late_response,
            .window = stage.window,
            .iti = stage.iti,
            .duration = schedule.duration,
            .max_trials = schedule.max_trials.value_or(0)};
  for (SubjectIndex i = 0; i < plan.subjects; ++i) {
    plan.rewards[i] = reward_for(rig, i, stage.reward_nl);
  }
  for (const config::OutputBinding& binding : stage.outputs) {
    plan.outputs.push_back(bound(rig, binding));
  }
  return plan;
}

}  // namespace dyad::task
