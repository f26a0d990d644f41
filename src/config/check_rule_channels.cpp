#include <algorithm>

#include "dyad/config/nearest.hpp"
#include "on_rig.hpp"
#include "pointer.hpp"

namespace dyad::config {
namespace {

bool is_operandum_channel(const Channel& channel) { return is_operandum(channel.kind); }
bool is_zone_of_a_subject(const Channel& channel) {
  return channel.kind == ChannelKind::zone && channel.subject != kNoSubject;
}
bool tells_of_collection(const Channel& channel) {
  return is_operandum(channel.kind) || channel.kind == ChannelKind::lick;
}

const char* const kOperandum = "a poke or a lever";

void check_list(const RuleOnRig& on_rig, const std::vector<std::string>& channels,
                const std::string& pointer, const std::string& wanted,
                const RigNames::Fits& fits) {
  for (std::size_t i = 0; i < channels.size(); ++i) {
    on_rig.names().check_channel(channels[i], child_pointer(pointer, i), wanted, fits);
  }
}

// Notes each of the seats that has no channel among them.
void check_everybody(const RuleOnRig& on_rig, const std::vector<std::string>& channels,
                     const std::vector<bool>& seats, const std::string& pointer,
                     const std::string& what, const RigNames::Fits& fits) {
  const Rig& rig = on_rig.rig();
  for (std::size_t seat = 0; seat < seats.size(); ++seat) {
    const auto is_own = [&](const std::string& name) {
      const auto index = rig.find_channel(name);
      return index && rig.channels[*index].subject == seat;
    };
    if (!seats[seat] || std::any_of(channels.begin(), channels.end(), is_own)) continue;
    const auto own = on_rig.names().channels([&](const Channel& channel) {
      return fits(channel) && channel.subject == seat;
    });
    const std::string of_seat = " of the seat \"" + rig.seats[seat] + "\"";
    on_rig.names().findings.add_once(
        pointer, "no " + what + of_seat,
        own.empty() ? "a rig that has one" : one_of(own) + on_rig.names().of_the_rig());
  }
}

// A trial that only an absent subject can begin never does.
void check_somebody(const RuleOnRig& on_rig, const std::vector<std::string>& channels,
                    const std::string& pointer) {
  const Rig& rig = on_rig.rig();
  const auto& present = on_rig.stage.present;
  const bool all_absent =
      std::all_of(channels.begin(), channels.end(), [&](const std::string& name) {
        const auto index = rig.find_channel(name);
        if (!index) return false;
        const SubjectIndex seat = rig.channels[*index].subject;
        return seat < present.size() && !present[seat];
      });
  if (!all_absent) return;
  on_rig.names().findings.add_once(pointer, "operanda of absent subjects only",
                                   "one of a subject that is present");
}

void check_initiation(const RuleOnRig& on_rig) {
  const Initiation& initiation = on_rig.rule.initiation;
  const auto at = [&](const char* member) {
    return child_pointer(on_rig.places.of("initiation"), member);
  };
  switch (initiation.kind) {
    case InitiationKind::free:
      return;
    case InitiationKind::cue:
      on_rig.names().check_output(initiation.cue_channel, at("channel"));
      return;
    case InitiationKind::poke:
      check_list(on_rig, initiation.channels, at("channels"), kOperandum,
                 is_operandum_channel);
      check_somebody(on_rig, initiation.channels, at("channels"));
      return;
    case InitiationKind::zones:
      check_list(on_rig, initiation.channels, at("channels"), "a zone with a subject",
                 is_zone_of_a_subject);
      check_everybody(on_rig, initiation.channels, on_rig.stage.live, at("channels"),
                      "zone", is_zone_of_a_subject);
  }
}

// A choice that can be the right one of a trial is within everybody's reach.
void check_choices(const RuleOnRig& on_rig) {
  const auto& choices = on_rig.rule.choices;
  const Target& target = on_rig.rule.target;
  const std::string pointer = on_rig.places.of("choices");
  std::vector<std::string> all;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const auto& channels = choices[i].channels;
    const std::string at = child_pointer(pointer, choices[i].name);
    check_list(on_rig, channels, at, kOperandum, is_operandum_channel);
    all.insert(all.end(), channels.begin(), channels.end());
    const bool may_be_target = target.kind == TargetKind::random ||
                               target.kind == TargetKind::alternating ||
                               (target.kind == TargetKind::fixed && target.choice == i);
    if (!may_be_target) continue;
    check_everybody(on_rig, channels, on_rig.stage.present, at, "operandum",
                    is_operandum_channel);
  }
  if (target.kind != TargetKind::none) return;
  check_everybody(on_rig, all, on_rig.stage.present, pointer, "operandum",
                  is_operandum_channel);
}

void check_operanda(const RuleOnRig& on_rig) {
  const auto& operanda = on_rig.rule.operanda;
  if (!on_rig.rule.choices.empty()) {
    check_choices(on_rig);
  } else if (!operanda.empty()) {
    const std::string pointer = on_rig.places.of("operanda");
    check_list(on_rig, operanda, pointer, kOperandum, is_operandum_channel);
    check_everybody(on_rig, operanda, on_rig.stage.present, pointer, "operandum",
                    is_operandum_channel);
  }
}

}  // namespace

void check_rule_channels(const RuleOnRig& on_rig) {
  check_initiation(on_rig);
  check_operanda(on_rig);
  if (!on_rig.rule.collection.empty()) {
    check_list(on_rig, on_rig.rule.collection,
               child_pointer(on_rig.places.of("collection"), "channels"),
               "a lick, a poke or a lever", tells_of_collection);
  }
  if (on_rig.rule.outputs.empty()) return;
  const std::string outputs = on_rig.places.of("outputs");
  for (std::size_t i = 0; i < on_rig.rule.outputs.size(); ++i) {
    const OutputBinding& binding = on_rig.rule.outputs[i];
    const std::string pointer = child_pointer(outputs, i);
    on_rig.names().check_output(binding.channel, child_pointer(pointer, "channel"));
    if (binding.subject.empty()) continue;
    on_rig.names().check_seat(binding.subject, child_pointer(pointer, "subject"));
  }
}

}  // namespace dyad::config
