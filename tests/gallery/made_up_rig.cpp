#include "gallery/made_up_rig.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace dyad::gallery {
namespace {

using config::ChannelKind;

void add_seat(config::Rig& rig, const std::string& name) {
  const auto found = std::find(rig.seats.begin(), rig.seats.end(), name);
  if (name.empty() || found != rig.seats.end()) return;
  rig.seats.push_back(name);
}

template <typename T>
void add_seats(config::Rig& rig, const std::vector<std::pair<std::string, T>>& named) {
  for (const auto& [seat, value] : named) add_seat(rig, seat);
}

void add_seats(config::Rig& rig, const config::TrialRule& rule) {
  add_seats(rig, rule.reward.nl.seats);
  add_seats(rig, rule.reward.permille.seats);
  for (const config::PayoffCell& cell : rule.payoff) add_seats(rig, cell.joint);
  for (const config::OutputBinding& output : rule.outputs) {
    add_seat(rig, output.subject);
  }
  add_seat(rig, rule.order.leader);
}

// The longest one: "left" stands in "lleft", too.
SubjectIndex seat_in(const config::Rig& rig, const std::string& name) {
  std::size_t best = 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < rig.seats.size(); ++i) {
    const std::string& seat = rig.seats[i];
    if (seat.size() <= length || name.find(seat) == std::string::npos) continue;
    best = i;
    length = seat.size();
  }
  return static_cast<SubjectIndex>(best);
}

void add_channel(config::Rig& rig, const std::string& name, ChannelKind kind) {
  if (rig.find_channel(name)) return;
  config::Channel channel;
  channel.name = name;
  channel.kind = kind;
  if (!config::is_output(kind)) channel.subject = seat_in(rig, name);
  rig.channels.push_back(channel);
}

void add_own_channels(config::Rig& rig, SubjectIndex seat) {
  config::Channel poke;
  poke.name = "poke_" + rig.seats[seat];
  poke.kind = ChannelKind::poke;
  poke.subject = seat;
  rig.channels.push_back(poke);
  config::Channel valve;
  valve.name = "valve_" + rig.seats[seat];
  valve.kind = ChannelKind::reward_valve;
  valve.subject = seat;
  valve.valve.calibration = {{Duration::from_ms(20), 2'000},
                             {Duration::from_ms(10'000), 1'000'000}};
  valve.valve.max_open = Duration::from_s(10);
  valve.valve.budget_open = Duration::from_s(60);
  rig.channels.push_back(valve);
}

void add_operanda(config::Rig& rig, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const bool lever = name.compare(0, 5, "lever") == 0;
    add_channel(rig, name, lever ? ChannelKind::lever : ChannelKind::poke);
  }
}

void add_channels(config::Rig& rig, const config::TrialRule& rule) {
  add_operanda(rig, rule.operanda);
  for (const config::Choice& choice : rule.choices) add_operanda(rig, choice.channels);
  const config::Initiation& initiation = rule.initiation;
  if (initiation.kind == config::InitiationKind::poke) {
    add_operanda(rig, initiation.channels);
  } else {
    for (const std::string& name : initiation.channels) {
      add_channel(rig, name, ChannelKind::zone);
    }
  }
  for (const std::string& name : rule.collection) {
    add_channel(rig, name, ChannelKind::lick);
  }
  if (!initiation.cue_channel.empty()) {
    add_channel(rig, initiation.cue_channel, ChannelKind::cue_light);
  }
  for (const config::OutputBinding& output : rule.outputs) {
    add_channel(rig, output.channel, ChannelKind::cue_light);
  }
}

}  // namespace

config::Rig made_up_rig(const config::Schedule& schedule) {
  config::Rig rig;
  rig.name = "made up";
  rig.devices.push_back({"sim", config::SimDevice{}});
  for (const config::Stage& stage : schedule.stages) {
    for (const config::TrialRule& rule : stage.rules) add_seats(rig, rule);
  }
  for (const char* seat : {"left", "right"}) {
    if (rig.seats.size() < 2) add_seat(rig, seat);
  }
  for (std::size_t seat = 0; seat < rig.seats.size(); ++seat) {
    add_own_channels(rig, static_cast<SubjectIndex>(seat));
  }
  for (const config::Stage& stage : schedule.stages) {
    for (const config::TrialRule& rule : stage.rules) add_channels(rig, rule);
  }
  return rig;
}

}  // namespace dyad::gallery
