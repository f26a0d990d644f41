#include <algorithm>

#include "check_rule.hpp"
#include "decimal.hpp"
#include "dyad/config/nearest.hpp"
#include "pointer.hpp"

namespace dyad::config {
namespace {

void check_choice(const ComposedRule& composed, const Partner& partner,
                  const std::string& pointer) {
  std::vector<std::string> names;
  for (const Choice& choice : composed.draft.rule.choices) names.push_back(choice.name);
  if (std::find(names.begin(), names.end(), partner.choice) != names.end()) return;
  const std::string expected =
      names.empty() ? "none: there are no choices in the stage or a condition of it"
                    : one_of(names);
  composed.findings.add_once(child_pointer(pointer, "choice"),
                             "the unknown choice \"" + partner.choice + "\"", expected,
                             did_you_mean(partner.choice, names));
}

// A partner that is gone too soon never responds.
void check_hold(const ComposedRule& composed, const Partner& partner,
                const std::string& at) {
  const bool of_its_own =
      is_automated(partner.kind) && partner.kind != PartnerKind::playback;
  const TrialRule& rule = composed.draft.rule;
  const bool holds = rule.response != ResponseKind::onset;
  if (!of_its_own || !holds || partner.hold >= rule.hold) return;
  if (composed.bad.count(composed.places.of("response")) > 0) return;
  composed.findings.add_once(
      child_pointer(at, "hold_ms"),
      "a partner that holds for " + time_text(partner.hold),
      "at least " + time_text(rule.hold) + ", the hold_ms of the response");
}

}  // namespace

void check_choosers(const ComposedRule& composed, const std::vector<Partner>& partners,
                    const std::string& pointer) {
  if (composed.bad.count(composed.places.of("choices")) > 0) return;
  for (const Partner& partner : partners) {
    const std::string at =
        child_pointer(child_pointer(pointer, "partners"), partner.seat);
    if (!partner.choice.empty()) check_choice(composed, partner, at);
    check_hold(composed, partner, at);
    if (partner.kind != PartnerKind::tit_for_tat) continue;
    if (!composed.draft.rule.choices.empty()) continue;
    composed.findings.add_once(at, "\"tit_for_tat\" where there are no choices",
                               "choices in the stage, and in every condition of it");
  }
}

}  // namespace dyad::config
