#include "decimal.hpp"
#include "dyad/config/read.hpp"
#include "findings.hpp"
#include "nearest.hpp"
#include "pointer.hpp"

namespace dyad::config {
namespace {

std::string volume_text(std::uint32_t volume_nl) {
  return unscaled_text(volume_nl, 3) + " µl";
}

std::string time_text(Duration time) { return unscaled_text(time.us(), 3) + " ms"; }

// What a schedule may pulse. Valves are not among it: they open for rewards
// only, which have a volume and a budget.
std::vector<std::string> bindable_channels(const Rig& rig) {
  std::vector<std::string> names;
  for (const Channel& channel : rig.channels) {
    const bool bindable =
        is_output(channel.kind) && channel.kind != ChannelKind::reward_valve;
    if (bindable) names.push_back(channel.name);
  }
  return names;
}

void check_binding(const Rig& rig, const OutputBinding& binding,
                   const std::string& pointer, Findings& findings) {
  const auto names = bindable_channels(rig);
  const std::string expected =
      names.empty() ? "none: the rig \"" + rig.name + "\" has no outputs but valves"
                    : one_of(names) + " of the rig \"" + rig.name + "\"";
  const auto index = rig.find_channel(binding.channel);
  if (!index) {
    findings.add(pointer, "the unknown channel \"" + binding.channel + "\"", expected,
                 did_you_mean(binding.channel, names));
    return;
  }
  const ChannelKind kind = rig.channels[*index].kind;
  if (kind == ChannelKind::reward_valve) {
    findings.add(pointer, "the reward valve \"" + binding.channel + "\"", expected,
                 "valves open for rewards only: set reward_ul");
  } else if (!is_output(kind)) {
    findings.add(pointer, "the input \"" + binding.channel + "\"", expected);
  }
}

void check_reward(const Rig& rig, const Stage& stage, const std::string& pointer,
                  Findings& findings) {
  for (std::size_t seat = 0; seat < rig.subject_count(); ++seat) {
    const Channel& channel =
        rig.channels[rig.reward_valve_of(static_cast<SubjectIndex>(seat))];
    const Valve& valve = channel.valve;
    const auto open = open_time_for(valve, stage.reward_nl);
    if (!open) {
      findings.add(pointer, "a reward of " + volume_text(stage.reward_nl),
                   "at most " + volume_text(valve.calibration.back().volume_nl) +
                       ", the last row of the calibration of \"" + channel.name +
                       "\" of the rig \"" + rig.name + "\"");
    } else if (*open > valve.max_open) {
      findings.add(pointer,
                   "a reward of " + volume_text(stage.reward_nl) + ", which opens \"" +
                       channel.name + "\" for " + time_text(*open),
                   "at most its max_open_ms of " + time_text(valve.max_open) +
                       " in the rig \"" + rig.name + "\"");
    }
  }
}

}  // namespace

void check_together(const Rig& rig, const Schedule& schedule,
                    const Document& schedule_document, Problems& problems) {
  Findings findings(schedule_document);
  for (std::size_t i = 0; i < schedule.stages.size(); ++i) {
    const Stage& stage = schedule.stages[i];
    const std::string pointer = child_pointer("/stages", i);
    check_reward(rig, stage, child_pointer(pointer, "reward_ul"), findings);
    const std::string outputs = child_pointer(pointer, "outputs");
    for (std::size_t j = 0; j < stage.outputs.size(); ++j) {
      check_binding(rig, stage.outputs[j],
                    child_pointer(child_pointer(outputs, j), "channel"), findings);
    }
  }
  findings.append_to(problems);
}

}  // namespace dyad::config
