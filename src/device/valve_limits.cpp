#include "dyad/device/valve_limits.hpp"

#include <algorithm>
#include <string>

namespace dyad::device {
namespace {

std::string text(Duration d) { return std::to_string(d.us()) + " µs"; }

}  // namespace

ValveLimits::ValveLimits(const config::Rig& rig) {
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& channel = rig.channels[i];
    if (channel.kind != config::ChannelKind::reward_valve) continue;
    Valve valve;
    valve.channel = static_cast<ChannelIndex>(i);
    valve.name = channel.name;
    valve.source = channel.device;
    valve.limits = channel.valve;
    valve.pulses.resize(kMaxPulses);
    valves_.push_back(std::move(valve));
  }
}

void ValveLimits::forget_before(Valve& valve, Time begin) {
  while (valve.size > 0 && valve.pulses[valve.first].end <= begin) {
    valve.first = (valve.first + 1) % kMaxPulses;
    --valve.size;
  }
}

Duration ValveLimits::open_since(const Valve& valve, Time begin) {
  Duration open;
  for (std::size_t i = 0; i < valve.size; ++i) {
    const Pulse& pulse = valve.pulses[(valve.first + i) % kMaxPulses];
    open += pulse.end - std::max(pulse.begin, begin);
  }
  return open;
}

// A pulse commanded while another runs begins when that one has ended.
Time ValveLimits::free_from(const Valve& valve, Time wanted) {
  if (valve.size == 0) return wanted;
  const Pulse& last = valve.pulses[(valve.first + valve.size - 1) % kMaxPulses];
  return std::max(wanted, last.end);
}

std::optional<Fault> ValveLimits::admit(const Command& command) {
  const auto it = std::find_if(valves_.begin(), valves_.end(), [&](const Valve& v) {
    return v.channel == command.channel;
  });
  if (it == valves_.end()) return std::nullopt;
  Valve& valve = *it;
  const auto refuse = [&](const std::string& why) {
    return Fault{command.time,
                 FaultKind::valve_limit,
                 valve.source,
                 valve.channel,
                 0,
                 "valve \"" + valve.name + "\" was not opened: " + why};
  };
  if (command.duration > valve.limits.max_open) {
    return refuse(
        "a pulse of " + text(command.duration) + " is longer than the cap of " +
        text(valve.limits.max_open) +
        "; correct the reward's volume, or the valve's \"max_open\" in the rig");
  }
  // Of all windows that touch the new pulse, the one that ends with it holds the
  // most open time: moved back by x it loses x and wins at most x.
  const Time begin = free_from(valve, command.time);
  const Time end = begin + command.duration;
  forget_before(valve, end - kWindow);
  const Duration open = open_since(valve, end - kWindow) + command.duration;
  if (open > valve.limits.budget_open) {
    return refuse("it would have been open for " + text(open) +
                  " within 60 s, and its budget is " + text(valve.limits.budget_open) +
                  "; look for a blocked sensor or a schedule that rewards too often");
  }
  if (valve.size == kMaxPulses) {
    return refuse("more than " + std::to_string(kMaxPulses) + " pulses within 60 s");
  }
  valve.pulses[(valve.first + valve.size++) % kMaxPulses] = {begin, end};
  return std::nullopt;
}

}  // namespace dyad::device
