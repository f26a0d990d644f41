#include "on_rig.hpp"

#include <algorithm>

#include "dyad/config/nearest.hpp"

namespace dyad::config {
namespace {

// What a schedule may pulse. Valves are not among it: they open for rewards
// only, which have a volume and a budget.
bool is_bindable(const Channel& channel) {
  return is_output(channel.kind) && channel.kind != ChannelKind::reward_valve;
}

}  // namespace

bool RigNames::check_seat(const std::string& seat, const std::string& pointer) const {
  if (std::find(rig.seats.begin(), rig.seats.end(), seat) != rig.seats.end()) {
    return true;
  }
  findings.add_once(pointer, "the unknown seat \"" + seat + "\"",
                    one_of(rig.seats) + of_the_rig(), did_you_mean(seat, rig.seats));
  return false;
}

bool RigNames::check_channel(const std::string& name, const std::string& pointer,
                             const std::string& wanted, const Fits& fits) const {
  const auto index = rig.find_channel(name);
  if (!index) {
    findings.add_once(pointer, "the unknown channel \"" + name + "\"",
                      one_of_channels(wanted, fits),
                      did_you_mean(name, channels(fits)));
    return false;
  }
  const Channel& channel = rig.channels[*index];
  if (fits(channel)) return true;
  std::string found = "the " + std::string(to_text(channel.kind)) + " \"" + name + "\"";
  if (channel.subject == kNoSubject) found += " without a subject";
  findings.add_once(pointer, found, one_of_channels(wanted, fits));
  return false;
}

void RigNames::check_output(const std::string& name, const std::string& pointer) const {
  const auto index = rig.find_channel(name);
  if (!index) {
    check_channel(name, pointer, "an output but valves", is_bindable);
    return;
  }
  const ChannelKind kind = rig.channels[*index].kind;
  const auto expected = [&] {
    return one_of_channels("an output but valves", is_bindable);
  };
  if (kind == ChannelKind::reward_valve) {
    findings.add_once(pointer, "the reward valve \"" + name + "\"", expected(),
                      "valves open for rewards only: set reward_ul");
  } else if (!is_output(kind)) {
    findings.add_once(pointer, "the input \"" + name + "\"", expected());
  }
}

std::vector<std::string> RigNames::channels(const Fits& fits) const {
  std::vector<std::string> fitting;
  for (const Channel& channel : rig.channels) {
    if (fits(channel)) fitting.push_back(channel.name);
  }
  return fitting;
}

std::string RigNames::one_of_channels(const std::string& wanted,
                                      const Fits& fits) const {
  const auto fitting = channels(fits);
  if (fitting.empty()) {
    return wanted + ", which the rig \"" + rig.name + "\" has not";
  }
  return one_of(fitting) + of_the_rig();
}

StageOnRig::StageOnRig(const RigNames& rig_names, const Stage& of, const Json& at,
                       std::string where)
    : names(rig_names),
      stage(of),
      json(at),
      pointer(std::move(where)),
      present(rig_names.rig.subject_count(), true),
      live(rig_names.rig.subject_count(), true) {
  const auto& seats = names.rig.seats;
  for (const Partner& partner : stage.partners) {
    const auto seat = std::find(seats.begin(), seats.end(), partner.seat);
    if (seat == seats.end()) continue;
    const auto index = static_cast<std::size_t>(seat - seats.begin());
    live[index] = partner.kind == PartnerKind::live;
    present[index] = partner.kind != PartnerKind::absent;
  }
}

std::size_t StageOnRig::present_count() const {
  return static_cast<std::size_t>(std::count(present.begin(), present.end(), true));
}

}  // namespace dyad::config
