#include "rule_draft.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kCuePulse = milliseconds(1, 600'000'000);
constexpr NumberRule kZoneHold = milliseconds(0, 600'000'000);

}  // namespace

void read_initiation(const Value& value, RuleDraft& into) {
  Initiation& initiation = into.rule.initiation;
  Object object(value);
  if (!object.choice("kind", Need::required, initiation.kind)) return;
  const InitiationKind kind = initiation.kind;
  const bool cue = kind == InitiationKind::cue;
  const bool zones = kind == InitiationKind::zones;
  if (object.allows("channel", cue, "only a \"cue\" has it")) {
    object.text("channel", Need::required, kName, initiation.cue_channel);
  }
  if (object.allows("pulse_ms", cue, "only a \"cue\" has it")) {
    object.time("pulse_ms", Need::required, kCuePulse, initiation.cue_pulse);
  }
  if (object.allows("channels", zones || kind == InitiationKind::poke,
                    "only \"zones\" and \"poke\" have it")) {
    const auto channels =
        object.find("channels", Need::required,
                    zones ? "a list of zones" : "a list of pokes and levers");
    if (channels) initiation.channels = read_names(*channels, kMaxChannels);
  }
  if (object.allows("hold_ms", zones, "only \"zones\" have it")) {
    object.time("hold_ms", Need::optional, kZoneHold, initiation.hold);
  }
  object.finish();
}

}  // namespace dyad::config
