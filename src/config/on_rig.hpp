#pragma once

#include <functional>
#include <string>
#include <vector>

#include "combination.hpp"
#include "dyad/config/rig.hpp"
#include "findings.hpp"

// A schedule held against a rig. Every problem is said once, whichever of the
// combinations it is found in.
namespace dyad::config {

// The names of a rig, for what is looked up in it.
struct RigNames {
  const Rig& rig;
  Findings& findings;

  using Fits = std::function<bool(const Channel&)>;

  // Whether the rig has the seat; notes it where not.
  bool check_seat(const std::string& seat, const std::string& pointer) const;
  // Whether the rig has such a channel; `wanted` says what, as in "a zone".
  bool check_channel(const std::string& name, const std::string& pointer,
                     const std::string& wanted, const Fits& fits) const;
  // An output that is no valve.
  void check_output(const std::string& name, const std::string& pointer) const;

  std::vector<std::string> channels(const Fits& fits) const;
  // 'one of "a", "b" of the rig "r"', or that it has none.
  std::string one_of_channels(const std::string& wanted, const Fits& fits) const;
  std::string of_the_rig() const { return " of the rig \"" + rig.name + "\""; }
};

struct StageOnRig {
  const RigNames& names;
  const Stage& stage;
  const Json& json;
  std::string pointer;
  std::vector<bool> present;  // by seat
  std::vector<bool> live;

  StageOnRig(const RigNames& rig_names, const Stage& of, const Json& at,
             std::string where);
  std::size_t present_count() const;
};

struct RuleOnRig {
  const StageOnRig& stage;
  const TrialRule& rule;
  const RulePlaces& places;

  const RigNames& names() const { return stage.names; }
  const Rig& rig() const { return stage.names.rig; }
};

void check_partners(const StageOnRig& stage);
// A partner that chooses has the choice in every rule.
void check_partner_choices(const RuleOnRig& rule);
void check_rule_seats(const RuleOnRig& rule);
void check_rule_channels(const RuleOnRig& rule);
void check_rule_rewards(const RuleOnRig& rule);

}  // namespace dyad::config
