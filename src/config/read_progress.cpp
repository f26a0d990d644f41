#include "stage_parts.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kAtLeast{1, 1'000, 1, ""};
constexpr NumberRule kAbove{0, 999, 1, ""};
constexpr NumberRule kBelow{1, 1'000, 1, ""};
constexpr NumberRule kSessions{1, 1'000, 0, ""};
constexpr NumberRule kOverTrials{1, 100'000, 0, ""};
constexpr NumberRule kInARow{1, 100, 0, ""};

void read_counts(Object& object, Criterion& criterion) {
  if (const auto trials = object.number("over_trials", Need::optional, kOverTrials)) {
    criterion.over_trials = static_cast<std::uint32_t>(*trials);
  }
  if (const auto sessions = object.number("in_a_row", Need::optional, kInARow)) {
    criterion.in_a_row = static_cast<unsigned>(*sessions);
  }
}

Criterion read_advance(const Value& value) {
  Criterion criterion;
  Object object(value);
  const auto at_least = object.number("at_least_percent", Need::optional, kAtLeast);
  const auto above = object.number("above_percent", Need::optional, kAbove);
  need_one_of_two(object, "at_least_percent", "above_percent");
  criterion.strict = above.has_value();
  criterion.permille =
      static_cast<std::uint32_t>(above ? *above : at_least.value_or(0));
  read_counts(object, criterion);
  object.finish();
  return criterion;
}

Criterion read_go_back(const Value& value) {
  Criterion criterion;
  Object object(value);
  if (const auto below = object.number("below_percent", Need::required, kBelow)) {
    criterion.permille = static_cast<std::uint32_t>(*below);
  }
  read_counts(object, criterion);
  object.finish();
  return criterion;
}

}  // namespace

void read_progress(Object& stage, Stage& into) {
  if (const auto sessions = stage.number("sessions", Need::optional, kSessions)) {
    into.sessions = static_cast<unsigned>(*sessions);
  }
  if (const auto advance = stage.find("advance", Need::optional, "")) {
    into.advance = read_advance(*advance);
    if (stage.has("sessions")) {
      stage.value().findings().add_at_name(
          advance->pointer(), "advance beside sessions", "either sessions or advance",
          "remove one of them");
    }
  }
  if (const auto go_back = stage.find("go_back", Need::optional, "")) {
    into.go_back = read_go_back(*go_back);
  }
}

}  // namespace dyad::config
