#include "dyad/device/partner_device.hpp"

#include <algorithm>
#include <bitset>

#include "dyad/core/assert.hpp"

namespace dyad::device {
namespace {

bool responds_by_itself(config::PartnerKind kind) {
  return config::is_automated(kind) && kind != config::PartnerKind::playback;
}

// In the order of time, on and off by turns on each channel, from session time 0 on.
std::vector<PlayedEdge> playable(std::vector<PlayedEdge> edges) {
  std::stable_sort(
      edges.begin(), edges.end(),
      [](const PlayedEdge& a, const PlayedEdge& b) { return a.time < b.time; });
  std::bitset<kMaxChannels> active;
  std::vector<PlayedEdge> playable;
  for (const PlayedEdge& edge : edges) {
    if (edge.time < Time() || active.test(edge.channel) == edge.active) continue;
    active.set(edge.channel, edge.active);
    playable.push_back(edge);
  }
  return playable;
}

}  // namespace

std::bitset<kMaxSubjects> live_seats(const config::Rig& rig,
                                     const config::Stage& stage) {
  std::bitset<kMaxSubjects> live;
  for (std::size_t i = 0; i < rig.seats.size(); ++i) {
    live[i] = std::none_of(stage.partners.begin(), stage.partners.end(),
                           [&](const config::Partner& partner) {
                             return partner.seat == rig.seats[i] &&
                                    partner.kind != config::PartnerKind::live;
                           });
  }
  return live;
}

bool PartnerDevice::wanted(const config::Stage& stage) {
  return std::any_of(stage.partners.begin(), stage.partners.end(),
                     [](const config::Partner& partner) {
                       return config::is_automated(partner.kind);
                     });
}

PartnerDevice::PartnerDevice(const config::Rig& rig, const config::Stage& stage,
                             std::uint64_t seed, std::vector<PlayedEdge> playback)
    : rig_(rig),
      source_(static_cast<SourceIndex>(rig.devices.size())),
      playback_(playable(std::move(playback))) {
  for (const config::Partner& partner : stage.partners) {
    if (responds_by_itself(partner.kind)) {
      partners_.emplace_back(rig, stage, partner, seed);
    }
  }
}

void PartnerDevice::poll(Time now, Report& report) {
  // What one does can make another answer before now, too: until nothing is left.
  while (next_change() <= now) {
    AutomatedPartner* const partner = next_partner();
    if (partner != nullptr && partner->next_change() == next_change()) {
      play(*partner, report);
    } else {
      play_recorded(report);
    }
  }
  watermark_ = std::max(watermark_, now + Duration::from_us(1));
}

std::optional<Time> PartnerDevice::next_wakeup() const {
  const Time next = next_change();
  if (next == Time::never()) return std::nullopt;
  return next;
}

Status PartnerDevice::actuate(const Command& /*command*/, Time /*now*/) {
  return Error{"an automated partner has no outputs", ""};
}

void PartnerDevice::observe(const Input& input, Time /*now*/) { tell_partners(input); }

void PartnerDevice::hear(const Note& note, Time /*now*/) {
  if (std::holds_alternative<note::SessionEnd>(note.body)) ended_ = true;
  for (AutomatedPartner& partner : partners_) partner.hear(note, watermark_);
}

Time PartnerDevice::next_change() const {
  if (ended_) return Time::never();
  Time next = Time::never();
  for (const AutomatedPartner& partner : partners_) {
    next = std::min(next, partner.next_change());
  }
  if (next_played_ < playback_.size()) {
    next = std::min(next, playback_[next_played_].time);
  }
  return next;
}

// The one whose next change is first; at one instant, the first of the stage.
AutomatedPartner* PartnerDevice::next_partner() {
  const auto first =
      std::min_element(partners_.begin(), partners_.end(),
                       [](const AutomatedPartner& a, const AutomatedPartner& b) {
                         return a.next_change() < b.next_change();
                       });
  return first == partners_.end() ? nullptr : &*first;
}

void PartnerDevice::play(AutomatedPartner& partner, Report& report) {
  const Time t = partner.next_change();
  const AutomatedPartner::Change change = partner.change();
  emit(t, change.channel, change.active, report);
}

void PartnerDevice::play_recorded(Report& report) {
  const PlayedEdge& edge = playback_[next_played_++];
  emit(edge.time, edge.channel, edge.active, report);
}

void PartnerDevice::emit(Time t, ChannelIndex channel, bool active, Report& report) {
  Input edge;
  edge.time = t;
  edge.source = source_;
  edge.sequence = ++sequence_;
  edge.channel = channel;
  edge.active = active;
  report.inputs.push_back(edge);
  tell_partners(edge);
}

// Those of before the session are no part of it.
void PartnerDevice::tell_partners(const Input& input) {
  const config::Channel& channel = rig_.channels.at(input.channel);
  const bool onset = input.active && config::is_operandum(channel.kind);
  if (!onset || input.time < Time()) return;
  for (AutomatedPartner& partner : partners_) {
    partner.responded(channel.subject, input.time, watermark_);
  }
}

}  // namespace dyad::device
