#include <algorithm>

#include "decimal.hpp"
#include "on_rig.hpp"
#include "pointer.hpp"

namespace dyad::config {
namespace {

std::string volume_text(std::uint32_t volume_nl) {
  return unscaled_text(volume_nl, 3) + " µl";
}

// The least volume for which the valve opens at all: a whole µs, rounded.
std::uint32_t least_volume(const Valve& valve) {
  std::uint32_t above = valve.calibration.front().volume_nl;
  std::uint32_t below = 0;
  while (above - below > 1) {
    const std::uint32_t middle = below + (above - below) / 2;
    (*open_time_for(valve, middle) > Duration() ? above : below) = middle;
  }
  return above;
}

// A volume that the seat's valve cannot give.
void check_volume(const RuleOnRig& on_rig, std::size_t seat, std::uint32_t nl,
                  const std::string& pointer) {
  if (nl == 0) return;
  const Rig& rig = on_rig.rig();
  const Channel& channel =
      rig.channels[rig.reward_valve_of(static_cast<SubjectIndex>(seat))];
  const Valve& valve = channel.valve;
  const auto open = open_time_for(valve, nl);
  Findings& findings = on_rig.names().findings;
  if (!open) {
    findings.add_once(pointer, "a reward of " + volume_text(nl),
                      "at most " + volume_text(valve.calibration.back().volume_nl) +
                          ", the last row of the calibration of \"" + channel.name +
                          "\" of the rig \"" + rig.name + "\"");
  } else if (*open <= Duration()) {
    findings.add_once(pointer,
                      "a reward of " + volume_text(nl) + ", for which \"" +
                          channel.name + "\" would not open",
                      "0, or at least " + volume_text(least_volume(valve)) +
                          " by the calibration in the rig \"" + rig.name + "\"");
  } else if (*open > valve.max_open) {
    findings.add_once(pointer,
                      "a reward of " + volume_text(nl) + ", which opens \"" +
                          channel.name + "\" for " + time_text(*open),
                      "at most its max_open_ms of " + time_text(valve.max_open) +
                          " in the rig \"" + rig.name + "\"");
  }
}

// One number for all seats, or one for each seat of the rig.
void check_seats(const RuleOnRig& on_rig, const PerSeat<std::uint32_t>& each,
                 const std::string& pointer) {
  if (each.seats.empty()) return;
  for (const auto& [seat, value] : each.seats) {
    on_rig.names().check_seat(seat, child_pointer(pointer, seat));
  }
  for (const std::string& seat : on_rig.rig().seats) {
    const bool given =
        std::any_of(each.seats.begin(), each.seats.end(),
                    [&](const auto& entry) { return entry.first == seat; });
    if (given) continue;
    on_rig.names().findings.add_once(pointer, "no value for the seat \"" + seat + "\"",
                                     "one for each seat" + on_rig.names().of_the_rig());
  }
}

void check_volumes(const RuleOnRig& on_rig, const PerSeat<std::uint32_t>& nl,
                   const std::string& pointer) {
  check_seats(on_rig, nl, pointer);
  const auto& seats = on_rig.rig().seats;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    check_volume(on_rig, i, nl.of(seats[i]),
                 nl.seats.empty() ? pointer : child_pointer(pointer, seats[i]));
  }
}

// Percents of one object; its pointer, and its member where it has one.
void check_other_rewards(const RuleOnRig& on_rig) {
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const Payment& payment = on_rig.rule.other_rewards[i];
    if (payment == Payment{}) continue;
    const std::string pointer = child_pointer(on_rig.places.of("other_rewards"),
                                              to_text(static_cast<Outcome>(i)));
    check_volumes(on_rig, payment.nl, child_pointer(pointer, "ul"));
    check_seats(on_rig, payment.permille, child_pointer(pointer, "percent"));
  }
}

// All cells name the same seats: the parser has seen to it.
void check_players(const RuleOnRig& on_rig, const std::string& pointer) {
  constexpr std::size_t kMaxPlayers = 4;
  const Rig& rig = on_rig.rig();
  Findings& findings = on_rig.names().findings;
  if (rig.subject_count() > kMaxPlayers) {
    findings.add_once(
        pointer,
        "a payoff for a rig of " + std::to_string(rig.subject_count()) + " subjects",
        "at most 4 subjects");
    return;
  }
  const auto& joint = on_rig.rule.payoff.front().joint;
  const std::string first = pointer + "/0/joint";
  for (const auto& [seat, choice] : joint) {
    on_rig.names().check_seat(seat, child_pointer(first, seat));
  }
  for (const std::string& seat : rig.seats) {
    const bool plays = std::any_of(joint.begin(), joint.end(), [&](const auto& entry) {
      return entry.first == seat;
    });
    if (plays) continue;
    findings.add_once(first, "no choice of the seat \"" + seat + "\"",
                      "one for each seat" + on_rig.names().of_the_rig());
  }
}

void check_payoff(const RuleOnRig& on_rig) {
  const auto& cells = on_rig.rule.payoff;
  if (cells.empty()) return;
  const std::string pointer = on_rig.places.of("payoff");
  check_players(on_rig, pointer);
  const auto& seats = on_rig.rig().seats;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (const auto& [seat, nl] : cells[i].reward_nl) {
      const auto found = std::find(seats.begin(), seats.end(), seat);
      if (found == seats.end()) continue;
      check_volume(on_rig, static_cast<std::size_t>(found - seats.begin()), nl,
                   child_pointer(child_pointer(pointer, i) + "/ul", seat));
    }
  }
}

}  // namespace

void check_rule_seats(const RuleOnRig& on_rig) {
  const TrialRule& rule = on_rig.rule;
  Findings& findings = on_rig.names().findings;
  const std::size_t present = on_rig.stage.present_count();
  if (rule.needed && *rule.needed > present) {
    findings.add_once(
        on_rig.places.of("needed"), "the number " + std::to_string(*rule.needed),
        "at most " + std::to_string(present) + ", the subjects that are present");
  }
  if (rule.contingency == Contingency::altruistic && present < 2) {
    findings.add_once(on_rig.places.of("contingency"),
                      "\"altruistic\" with one subject",
                      "two or more: it pays another");
  }
  const std::string& leader = rule.order.leader;
  if (leader.empty()) return;
  const std::string pointer = child_pointer(on_rig.places.of("order"), "leader");
  if (!on_rig.names().check_seat(leader, pointer)) return;
  const auto& seats = on_rig.rig().seats;
  const auto seat = std::find(seats.begin(), seats.end(), leader) - seats.begin();
  if (on_rig.stage.present[static_cast<std::size_t>(seat)]) return;
  findings.add_once(pointer, "the seat \"" + leader + "\", which is absent",
                    "a seat on which somebody is");
}

void check_rule_rewards(const RuleOnRig& on_rig) {
  if (on_rig.rule.contingency == Contingency::matrix) {
    check_payoff(on_rig);
  } else {
    check_volumes(on_rig, on_rig.rule.reward.nl, on_rig.places.of("reward_ul"));
    if (!on_rig.rule.reward.permille.seats.empty()) {
      check_seats(on_rig, on_rig.rule.reward.permille,
                  on_rig.places.of("reward_percent"));
    }
  }
  check_other_rewards(on_rig);
}

}  // namespace dyad::config
