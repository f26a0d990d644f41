#include "stage_parts.hpp"

namespace dyad::config {

Stage read_stage(const Value& value, const SessionLimits& limits,
                 const Labels& labels) {
  Stage stage;
  stage.limits = limits;
  stage.labels = labels;
  BadMembers bad;
  Object object(value);
  object.text("name", Need::required, kTitle, stage.name);
  object.remark("notes");
  read_progress(object, stage);
  if (const auto session = object.find("session", Need::optional, "")) {
    read_limits(*session, Need::optional, stage.limits);
  }
  if (const auto own = object.find("labels", Need::optional, "")) {
    read_labels(*own, stage.labels);
  }
  if (const auto partners = object.find("partners", Need::optional, "")) {
    stage.partners = read_partners(*partners);
  }
  const Conditions conditions = read_conditions(object, stage, bad);
  const RulePart own = read_rule_part(object, RuleOf::stage, bad);
  object.finish();
  if (object.is_object()) compose_rules(value, own, conditions, bad, stage);
  return stage;
}

}  // namespace dyad::config
