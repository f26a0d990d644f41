#include "dyad/config/mcu_lines.hpp"

#include <algorithm>

namespace dyad::config {
namespace {

std::vector<std::string> numbered(const std::string& prefix, unsigned count) {
  std::vector<std::string> names;
  for (unsigned i = 0; i < count; ++i) names.push_back(prefix + std::to_string(i));
  return names;
}

}  // namespace

std::vector<std::string> mcu_line_names(ChannelKind kind) {
  if (!is_output(kind)) return numbered("in", kMcuInputs);
  return numbered("out", needs_mcu_limits(kind) ? kMcuValveOutputs : kMcuOutputs);
}

std::optional<unsigned> mcu_line_number(const Line& line, bool output) {
  const auto* name = std::get_if<std::string>(&line);
  if (name == nullptr) return std::nullopt;
  const auto names = output ? numbered("out", kMcuOutputs) : numbered("in", kMcuInputs);
  const auto found = std::find(names.begin(), names.end(), *name);
  if (found == names.end()) return std::nullopt;
  return static_cast<unsigned>(found - names.begin());
}

}  // namespace dyad::config
