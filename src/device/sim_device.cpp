#include "dyad/device/sim_device.hpp"

#include <algorithm>

#include "dyad/core/assert.hpp"

namespace dyad::device {
namespace {

// The subject's first operandum on this device: a seat may have others elsewhere.
ChannelIndex port_of(const config::Rig& rig, SourceIndex source, SubjectIndex subject) {
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& channel = rig.channels[i];
    if (channel.subject == subject && channel.device == source &&
        config::is_operandum(channel.kind)) {
      return static_cast<ChannelIndex>(i);
    }
  }
  DYAD_ASSERT(false, "a validated rig has an operandum here for each of its mice");
}

std::vector<ChannelIndex> zones_of(const config::Rig& rig, SourceIndex source,
                                   SubjectIndex subject) {
  std::vector<ChannelIndex> zones;
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& channel = rig.channels[i];
    if (channel.subject == subject && channel.device == source &&
        channel.kind == config::ChannelKind::zone) {
      zones.push_back(static_cast<ChannelIndex>(i));
    }
  }
  return zones;
}

}  // namespace

SimDevice::SimDevice(const config::Rig& rig, SourceIndex source, std::uint64_t seed,
                     Seats occupied)
    : rig_(rig), source_(source) {
  const auto& sim = std::get<config::SimDevice>(rig.devices.at(source).kind);
  for (const config::VirtualMouse& script : sim.mice) {
    if (!occupied.test(script.subject)) continue;
    players_.push_back({VirtualMouse(script, seed),
                        port_of(rig, source, script.subject),
                        zones_of(rig, source, script.subject)});
  }
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& channel = rig.channels[i];
    if (channel.device == source && config::is_output(channel.kind)) {
      pulses_.add_channel(static_cast<ChannelIndex>(i));
    }
  }
}

void SimDevice::poll(Time now, Report& report) {
  if (!zones_entered_) enter_zones(report);
  // An answer to a poke can fall due before now, too: until nothing is left.
  for (Player* player = next_player();
       player != nullptr && player->mouse.next_change() <= now;
       player = next_player()) {
    play(*player, report);
  }
  while (const auto line_switch = pulses_.next_switch(now)) {
    if (auto ended = pulses_.switched(*line_switch, line_switch->due)) {
      report.actuations.push_back(*ended);
    }
  }
  watermark_ = now + Duration::from_us(1);
}

std::optional<Time> SimDevice::next_wakeup() const {
  Time next = pulses_.next_wakeup().value_or(Time::never());
  for (const Player& player : players_) {
    next = std::min(next, player.mouse.next_change());
  }
  if (next == Time::never()) return std::nullopt;
  return next;
}

Status SimDevice::actuate(const Command& command, Time now) {
  Status started = pulses_.start(command, now);
  if (!started) return started;
  while (const auto line_switch = pulses_.next_switch(now)) {
    const auto ended = pulses_.switched(*line_switch, now);
    DYAD_ASSERT(!ended, "a pulse ended that the last poll had left running");
  }
  return started;
}

void SimDevice::close_outputs(Time now, Report& report) {
  pulses_.close_all(now, report.actuations);
}

void SimDevice::observe(const Input& input, Time /*now*/) {
  const config::Channel& channel = rig_.channels.at(input.channel);
  if (!input.active || !config::is_operandum(channel.kind)) return;
  for (Player& player : players_) {
    if (player.mouse.subject() == channel.subject) continue;
    player.mouse.partner_poked(input.time, watermark_);
  }
}

// The one whose next change is first; at one instant, the first of the rig.
SimDevice::Player* SimDevice::next_player() {
  const auto first = std::min_element(
      players_.begin(), players_.end(), [](const Player& a, const Player& b) {
        return a.mouse.next_change() < b.mouse.next_change();
      });
  if (first == players_.end() || first->mouse.next_change() == Time::never()) {
    return nullptr;
  }
  return &*first;
}

void SimDevice::play(Player& player, Report& report) {
  const Time now = player.mouse.next_change();
  const bool pokes = player.mouse.change();
  report_edge(now, player.port, pokes, report);
  for (const ChannelIndex zone : player.zones) report_edge(now, zone, !pokes, report);
  if (!pokes) return;
  for (Player& other : players_) {
    if (&other != &player) other.mouse.partner_poked(now);
  }
}

// At the session's start: no mouse pokes as early as that.
void SimDevice::enter_zones(Report& report) {
  zones_entered_ = true;
  for (const Player& player : players_) {
    for (const ChannelIndex zone : player.zones) {
      report_edge(Time(), zone, true, report);
    }
  }
}

void SimDevice::report_edge(Time time, ChannelIndex channel, bool active,
                            Report& report) {
  Input edge;
  edge.time = time;
  edge.source = source_;
  edge.sequence = ++sequence_;
  edge.channel = channel;
  edge.active = active;
  report.inputs.push_back(edge);
}

}  // namespace dyad::device
