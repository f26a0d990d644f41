#include "dyad/config/read.hpp"
#include "on_rig.hpp"
#include "pointer.hpp"

namespace dyad::config {
namespace {

// Labels that were given for each seat, by the document: what was read has them as
// one text.
void check_labels(const RigNames& names, const Json& object,
                  const std::string& pointer) {
  const auto labels = object.find("labels");
  if (labels == object.end()) return;
  for (const auto& [label, value] : labels->items()) {
    if (!value.is_object()) continue;
    const std::string at = child_pointer(child_pointer(pointer, "labels"), label);
    for (const auto& [seat, text] : value.items()) {
      names.check_seat(seat, child_pointer(at, seat));
    }
  }
}

void check_stage(const StageOnRig& on_rig) {
  check_labels(on_rig.names, on_rig.json, on_rig.pointer);
  check_partners(on_rig);
  for (std::size_t i = 0; i < on_rig.stage.rules.size(); ++i) {
    const RulePlaces places(on_rig.json, on_rig.pointer, on_rig.stage, i);
    const RuleOnRig rule{on_rig, on_rig.stage.rules[i], places};
    check_rule_seats(rule);
    check_rule_channels(rule);
    check_rule_rewards(rule);
    check_partner_choices(rule);
  }
}

}  // namespace

void check_together(const Rig& rig, const Schedule& schedule,
                    const Document& schedule_document, Problems& problems) {
  Findings findings(schedule_document);
  const RigNames names{rig, findings};
  check_labels(names, schedule_document.json, "");
  for (std::size_t i = 0; i < schedule.stages.size(); ++i) {
    check_stage(StageOnRig(names, schedule.stages[i],
                           schedule_document.json["stages"][i],
                           child_pointer("/stages", i)));
  }
  findings.append_to(problems);
}

}  // namespace dyad::config
