#include "stage_parts.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kHold = milliseconds(1'000, 600'000'000);
const char* const kDrawText =
    "a time in ms, or a draw such as {\"uniform\": [200, 600]}";

void read_times(Object& object, Partner& partner) {
  const PartnerKind kind = partner.kind;
  const bool lagging = kind == PartnerKind::lag || kind == PartnerKind::tit_for_tat;
  const bool interval = kind == PartnerKind::interval;
  if (object.allows("interval_ms", interval, "only \"interval\" has it")) {
    const auto value = object.find("interval_ms", Need::required, kDrawText);
    if (value) partner.interval = read_interval(*value, kIntervalFromOne);
  }
  if (object.allows("lag_ms", lagging, "only \"lag\" and \"tit_for_tat\" have it")) {
    const auto value = object.find("lag_ms", Need::required, kDrawText);
    if (value) partner.lag = read_interval(*value, kIntervalFromOne);
  }
  if (object.allows("hold_ms", interval || lagging,
                    "only \"interval\", \"lag\" and \"tit_for_tat\" have it")) {
    object.time("hold_ms", Need::optional, kHold, partner.hold);
  }
}

void read_manner(Object& object, Partner& partner) {
  const PartnerKind kind = partner.kind;
  const bool follower = kind == PartnerKind::lag || kind == PartnerKind::tit_for_tat;
  const bool chooser = kind == PartnerKind::lag || kind == PartnerKind::interval;
  if (object.allows("follows", follower, "only \"lag\" and \"tit_for_tat\" have it")) {
    object.text("follows", Need::optional, kName, partner.follows);
  }
  if (object.allows("choice", chooser, "only \"interval\" and \"lag\" have it")) {
    object.text("choice", Need::optional, kName, partner.choice);
  }
}

void read_playback(Object& object, Partner& partner) {
  const bool playback = partner.kind == PartnerKind::playback;
  const char* why = "only \"playback\" has it";
  if (object.allows("log", playback, why)) {
    object.text("log", Need::required, kLogPath, partner.log);
  }
  if (object.allows("subject", playback, why)) {
    object.text("subject", Need::required, kTitle, partner.subject);
  }
}

Partner read_partner(const std::string& seat, const Value& value) {
  Partner partner;
  partner.seat = seat;
  Object object(value);
  if (!object.choice("kind", Need::required, partner.kind)) return partner;
  read_times(object, partner);
  read_manner(object, partner);
  read_playback(object, partner);
  object.finish();
  return partner;
}

}  // namespace

std::vector<Partner> read_partners(const Value& value) {
  std::vector<Partner> partners;
  for (const auto& [seat, partner] : named_values(value, 1, kMaxSubjects, "seats")) {
    partners.push_back(read_partner(seat, partner));
  }
  return partners;
}

}  // namespace dyad::config
