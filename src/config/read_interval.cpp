#include <algorithm>

#include "rule_draft.hpp"
#include "stage_parts.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kQuiet = milliseconds(1'000, 600'000'000);
constexpr NumberRule kExtension = milliseconds(1'000, 3'600'000'000);
constexpr std::size_t kMaxListed = 64;

Interval read_uniform(const Value& ends, const NumberRule& times) {
  if (!ends.json().is_array() || ends.json().size() != 2) {
    ends.refuse("two times in ms, e.g. [3000, 7000]");
    return {};
  }
  const auto low = ends.element(0).number(times);
  const auto high = ends.element(1).number(times);
  if (!low || !high) return {};
  if (*low > *high) ends.element(1).refuse("no less than the first of the two");
  return {Duration::from_us(*low), Duration::from_us(*high)};
}

Interval read_exponential(const Value& value, const NumberRule& times) {
  Object object(value);
  const auto mean = object.number("mean", Need::required, times);
  const auto low = object.number("min", Need::required, times);
  const auto high = object.number("max", Need::required, times);
  object.finish();
  if (!mean || !low || !high) return {};
  if (*mean < *low) value.member("mean").refuse("no less than min");
  if (*high < *mean) value.member("max").refuse("no less than mean");
  return {Duration::from_us(*low), Duration::from_us(*high),
          Interval::Kind::exponential, Duration::from_us(*mean)};
}

Interval read_listed(const Value& value, const NumberRule& times) {
  const auto list = value.list(1, kMaxListed);
  if (!list) return {};
  std::vector<Duration> read;
  for (const Value& element : *list) {
    if (const auto us = element.number(times)) read.push_back(Duration::from_us(*us));
  }
  if (read.empty()) return {};
  const auto [low, high] = std::minmax_element(read.begin(), read.end());
  return {*low, *high, Interval::Kind::list, {}, read};
}

Interval read_draw(const Value& value, const NumberRule& times) {
  Object object(value);
  const auto uniform = object.find("uniform", Need::optional, "");
  const auto exponential = object.find("exponential", Need::optional, "");
  const auto listed = object.find("list", Need::optional, "");
  object.finish();
  const int draws = (uniform ? 1 : 0) + (exponential ? 1 : 0) + (listed ? 1 : 0);
  const std::string expected = "one of \"uniform\", \"exponential\", \"list\"";
  if (draws == 0) {
    value.findings().add(
        value.pointer(),
        "the member \"uniform\" is missing, and so are \"exponential\" and \"list\"",
        expected);
  } else if (draws > 1) {
    value.findings().add(value.pointer(), "more than one kind of draw", expected);
  }
  if (uniform) return read_uniform(*uniform, times);
  if (exponential) return read_exponential(*exponential, times);
  return listed ? read_listed(*listed, times) : Interval{};
}

}  // namespace

Interval read_interval(const Value& value, const NumberRule& times) {
  if (value.json().is_object()) return read_draw(value, times);
  if (!value.json().is_number()) {
    value.refuse(times.text() + ", or a draw such as {\"uniform\": [3000, 7000]}");
    return {};
  }
  return Interval::fixed(Duration::from_us(value.number(times).value_or(0)));
}

void read_iti(const Value& value, RuleDraft& into) {
  Object object(value);
  for (std::size_t i = 0; i < into.rule.iti.size(); ++i) {
    const std::string name(to_text(static_cast<Outcome>(i)));
    const auto interval = object.find(name, Need::optional, "");
    if (interval) into.rule.iti[i] = read_interval(*interval, kIntervalFromZero);
  }
  object.finish();
}

void read_iti_extension(const Value& value, RuleDraft& into) {
  Object object(value);
  object.time("quiet_ms", Need::required, kQuiet, into.rule.iti_quiet);
  object.time("limit_ms", Need::required, kExtension, into.rule.iti_limit);
  object.finish();
}

}  // namespace dyad::config
