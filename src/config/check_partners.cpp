#include <algorithm>

#include "nearest.hpp"
#include "on_rig.hpp"
#include "pointer.hpp"

namespace dyad::config {
namespace {

bool follows_somebody(PartnerKind kind) {
  return kind == PartnerKind::lag || kind == PartnerKind::tit_for_tat;
}

std::size_t seat_of(const Rig& rig, const std::string& seat) {
  const auto found = std::find(rig.seats.begin(), rig.seats.end(), seat);
  return static_cast<std::size_t>(found - rig.seats.begin());
}

void check_follows(const StageOnRig& on_rig, const Partner& partner,
                   const std::string& pointer) {
  const Rig& rig = on_rig.names.rig;
  const std::string own = child_pointer(pointer, "follows");
  std::string followed = partner.follows;
  if (followed.empty()) {
    followed = rig.seats[partner.seat == rig.seats.front() ? 1 : 0];
  } else if (!on_rig.names.check_seat(followed, own)) {
    return;
  }
  if (followed == partner.seat) {
    on_rig.names.findings.add_once(own, "the partner's own seat", "another seat");
  } else if (!on_rig.present[seat_of(rig, followed)]) {
    on_rig.names.findings.add_once(
        own, "the seat \"" + followed + "\", which is absent",
        "a seat on which somebody is", "set follows to another seat");
  }
}

bool has_own_operandum(const RuleOnRig& on_rig, const Choice& choice,
                       std::size_t seat) {
  const Rig& rig = on_rig.rig();
  return std::any_of(choice.channels.begin(), choice.channels.end(),
                     [&](const std::string& name) {
                       const auto index = rig.find_channel(name);
                       return index && rig.channels[*index].subject == seat;
                     });
}

void check_choice(const RuleOnRig& on_rig, const Partner& partner,
                  const std::string& pointer) {
  const auto& choices = on_rig.rule.choices;
  std::vector<std::string> names;
  for (const Choice& choice : choices) names.push_back(choice.name);
  const auto found = std::find(names.begin(), names.end(), partner.choice);
  Findings& findings = on_rig.names().findings;
  const std::string at = child_pointer(pointer, "choice");
  if (found == names.end()) {
    const std::string expected =
        names.empty() ? "none: there are no choices in the stage or a condition of it"
                      : one_of(names);
    findings.add_once(at, "the unknown choice \"" + partner.choice + "\"", expected,
                      did_you_mean(partner.choice, names));
    return;
  }
  const Choice& choice = choices[static_cast<std::size_t>(found - names.begin())];
  if (has_own_operandum(on_rig, choice, seat_of(on_rig.rig(), partner.seat))) return;
  findings.add_once(at,
                    "the choice \"" + partner.choice + "\", in which the seat \"" +
                        partner.seat + "\" has no operandum",
                    "a choice with an operandum of the partner");
}

std::string pointer_of(const StageOnRig& on_rig, const Partner& partner) {
  return child_pointer(child_pointer(on_rig.pointer, "partners"), partner.seat);
}

}  // namespace

void check_partners(const StageOnRig& on_rig) {
  for (const Partner& partner : on_rig.stage.partners) {
    const std::string pointer = pointer_of(on_rig, partner);
    if (!on_rig.names.check_seat(partner.seat, pointer)) continue;
    if (follows_somebody(partner.kind)) check_follows(on_rig, partner, pointer);
  }
  if (std::find(on_rig.live.begin(), on_rig.live.end(), true) == on_rig.live.end()) {
    on_rig.names.findings.add_once(child_pointer(on_rig.pointer, "partners"),
                                   "no animal on any seat",
                                   "one seat at least that is \"live\"",
                                   "leave a seat out of partners: it is then live");
  }
}

void check_partner_choices(const RuleOnRig& on_rig) {
  for (const Partner& partner : on_rig.stage.stage.partners) {
    if (seat_of(on_rig.rig(), partner.seat) == on_rig.rig().subject_count()) continue;
    const std::string pointer = pointer_of(on_rig.stage, partner);
    if (!partner.choice.empty()) check_choice(on_rig, partner, pointer);
    if (partner.kind == PartnerKind::tit_for_tat && on_rig.rule.choices.empty()) {
      on_rig.names().findings.add_once(
          pointer, "\"tit_for_tat\" where there are no choices",
          "choices in the stage, and in every condition of it");
    }
  }
}

}  // namespace dyad::config
