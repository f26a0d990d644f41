#include "mcu_channel.hpp"

#include <algorithm>

#include "decimal.hpp"
#include "dyad/config/mcu_lines.hpp"

namespace dyad::config {
namespace {

// Another line of the board is no typing error, so nothing is guessed. A bare number
// is taken for the end of a name.
std::string remedy_for(const Json& line, const std::vector<std::string>& names) {
  if (line.is_string()) {
    const Line given = line.get<std::string>();
    if (mcu_line_number(given, true) || mcu_line_number(given, false)) return "";
    return did_you_mean(line.get_ref<const std::string&>(), names);
  }
  if (line.is_number_unsigned() && line.get<std::uint64_t>() < names.size()) {
    return did_you_mean(names[line.get<std::size_t>()], names);
  }
  return "";
}

// A limit that could not be read is zero, and was refused already.
void check_limit(const Object& object, const char* name, Duration read,
                 Duration allowed) {
  if (read <= allowed) return;
  object.value().member(name).refuse(
      "at most " + unscaled_text(allowed.us(), 3) +
      " ms on an \"mcu\" device: its firmware allows no more");
}

}  // namespace

void read_mcu_line(Object& object, Channel& channel) {
  const auto names = mcu_line_names(channel.kind);
  std::string expected = one_of(names);
  if (needs_mcu_limits(channel.kind)) {
    expected += ", where the board itself limits how long an output is on";
  }
  const auto value = object.find("line", Need::required, expected);
  if (!value) return;
  const Json& json = value->json();
  if (json.is_string() &&
      std::find(names.begin(), names.end(), json.get_ref<const std::string&>()) !=
          names.end()) {
    channel.line = json.get<std::string>();
    return;
  }
  value->refuse(expected, remedy_for(json, names));
}

void check_mcu_channel(const Object& object, const Channel& channel) {
  if (channel.bias == Bias::pull_down) {
    object.value().member("bias").refuse(
        "one of \"as_is\", \"disabled\", \"pull_up\": an AVR has no pull-down",
        "wire a resistor to ground, or use \"pull_up\" and \"active\": \"low\"");
  }
  if (channel.log_raw_edges) {
    object.value()
        .member("log_raw_edges")
        .refuse("false: an \"mcu\" device sends debounced edges only", "remove it");
  }
  check_limit(object, "max_open_ms", channel.valve.max_open, kMcuMaxOpen);
  check_limit(object, "budget_ms_per_min", channel.valve.budget_open, kMcuBudgetOpen);
}

}  // namespace dyad::config
