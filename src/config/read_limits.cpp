#include "pointer.hpp"
#include "stage_parts.hpp"

namespace dyad::config {
namespace {

// Thousandths of a minute: 60 000 µs each.
constexpr NumberRule kDurationMin{1, 1'440'000, 3, "min"};
constexpr std::int64_t kUsInThousandthMinute = 60'000;
constexpr NumberRule kCount{1, 1'000'000, 0, ""};
constexpr NumberRule kVolume = microlitres(1, 1'000'000'000);
constexpr NumberRule kInactivity{1'000, 86'400'000, 3, "s"};

void read_duration(Object& object, Need need, Duration& duration) {
  const Value& value = object.value();
  if (const auto thousandths =
          object.number("duration_min", Need::optional, kDurationMin)) {
    duration = Duration::from_us(*thousandths * kUsInThousandthMinute);
  }
  object.time("duration_s", Need::optional, kSessionSeconds, duration);
  const bool minutes = object.has("duration_min");
  const bool seconds = object.has("duration_s");
  if (minutes && seconds) {
    value.findings().add_at_name(child_pointer(value.pointer(), "duration_s"),
                                 "a second duration",
                                 "either duration_min or duration_s");
  }
  if (object.is_object() && need == Need::required && !minutes && !seconds) {
    value.findings().add(value.pointer(), "no duration",
                         "duration_min, " + kDurationMin.text() + ", or duration_s");
  }
}

void read_count(Object& object, const char* name, std::optional<std::uint32_t>& into) {
  const auto count = object.number(name, Need::optional, kCount);
  if (count) into = static_cast<std::uint32_t>(*count);
}

}  // namespace

void read_limits(const Value& value, Need duration, SessionLimits& limits) {
  Object object(value);
  read_duration(object, duration, limits.duration);
  read_count(object, "max_trials", limits.max_trials);
  read_count(object, "max_rewards", limits.max_rewards);
  if (const auto nl = object.number("max_ul", Need::optional, kVolume)) {
    limits.max_volume_nl = static_cast<std::uint64_t>(*nl);
  }
  if (const auto ms = object.number("inactivity_s", Need::optional, kInactivity)) {
    limits.inactivity = Duration::from_ms(*ms);
  }
  object.finish();
}

}  // namespace dyad::config
