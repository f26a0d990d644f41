#include <array>

#include "rule_draft.hpp"

namespace dyad::config {
namespace {

// For all it must be one; of a single seat it may be none.
constexpr NumberRule kVolume = microlitres(1, 1'000'000);
constexpr NumberRule kSeatVolume = microlitres(0, 1'000'000);
constexpr NumberRule kPercent{0, 1'000, 1, ""};
constexpr NumberRule kPulseCount{1, 20, 0, ""};
constexpr NumberRule kGap = milliseconds(0, 60'000'000);

PerSeat<std::uint32_t> read_per_seat(const Value& value, const NumberRule& all,
                                     const NumberRule& seat_rule) {
  PerSeat<std::uint32_t> read;
  if (value.json().is_object()) {
    for (const auto& [seat, number] : named_values(value, 1, kMaxSubjects, "seats")) {
      read.seats.emplace_back(
          seat, static_cast<std::uint32_t>(number.number(seat_rule).value_or(0)));
    }
  } else if (value.json().is_number()) {
    read.all = static_cast<std::uint32_t>(value.number(all).value_or(0));
  } else {
    value.refuse(all.text() + ", or one for each seat, {\"left\": 5, \"right\": 3}",
                 value.json().is_string() ? "write a number without quotes" : "");
  }
  return read;
}

Payment read_payment(const Value& value) {
  Payment payment;
  Object object(value);
  if (const auto ul = object.find("ul", Need::required, kVolume.text())) {
    payment.nl = read_per_seat(*ul, kVolume, kSeatVolume);
  }
  if (const auto percent = object.find("percent", Need::optional, "")) {
    payment.permille = read_per_seat(*percent, kPercent, kPercent);
  }
  object.finish();
  return payment;
}

}  // namespace

void read_reward_ul(const Value& value, RuleDraft& into) {
  into.rule.reward.nl = read_per_seat(value, kVolume, kSeatVolume);
}

void read_reward_percent(const Value& value, RuleDraft& into) {
  into.rule.reward.permille = read_per_seat(value, kPercent, kPercent);
}

void read_other_rewards(const Value& value, RuleDraft& into) {
  Object object(value);
  for (const Outcome outcome : {Outcome::miss, Outcome::omission, Outcome::error}) {
    const auto payment = object.find(std::string(to_text(outcome)), Need::optional, "");
    if (!payment) continue;
    into.rule.other_rewards[static_cast<std::size_t>(outcome)] = read_payment(*payment);
  }
  object.finish();
}

void read_reward_pulses(const Value& value, RuleDraft& into) {
  Object object(value);
  if (const auto count = object.number("count", Need::required, kPulseCount)) {
    into.rule.reward_pulses = static_cast<unsigned>(*count);
  }
  object.time("gap_ms", Need::required, kGap, into.rule.reward_gap);
  object.finish();
}

}  // namespace dyad::config
