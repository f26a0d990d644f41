#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "gpio_chips.hpp"

namespace dyad::device {
namespace {

struct ChipLine {
  unsigned offset = 0;
  std::string name;
  bool used = false;
  std::string consumer;
};

std::vector<ChipLine> lines_of(const gpiod::chip& chip) {
  std::vector<ChipLine> lines;
  const std::size_t count = chip.get_info().num_lines();
  for (unsigned offset = 0; offset < count; ++offset) {
    const auto info = chip.get_line_info(offset);
    lines.push_back({offset, info.name(), info.used(), info.consumer()});
  }
  return lines;
}

// Single letters changed, missing or added between two names.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = std::tolower(static_cast<unsigned char>(a[i - 1])) ==
                        std::tolower(static_cast<unsigned char>(b[j - 1]));
      const std::size_t changed = diagonal + (same ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string nearest_names(const std::string& wanted,
                          const std::vector<ChipLine>& lines) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const ChipLine& line : lines) {
    if (!line.name.empty()) ranked.emplace_back(distance(wanted, line.name), line.name);
  }
  if (ranked.empty()) return "its lines have no names; use an offset";
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  ranked.resize(std::min<std::size_t>(ranked.size(), 3));
  std::string text = "the nearest names are ";
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    text += (i == 0 ? "\"" : ", \"") + ranked[i].second + "\"";
  }
  return text;
}

std::string quoted(const config::Channel& channel) {
  return "channel \"" + channel.name + "\": ";
}

Result<ChipLine> find_by_name(const config::Channel& channel, const std::string& name,
                              const std::vector<ChipLine>& lines) {
  std::vector<ChipLine> matches;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(matches),
               [&](const ChipLine& line) { return line.name == name; });
  if (matches.empty()) {
    return Error{quoted(channel) + "the chip has no line \"" + name + "\"",
                 nearest_names(name, lines)};
  }
  if (matches.size() > 1) {
    return Error{quoted(channel) + "the chip has several lines \"" + name + "\", at " +
                     std::to_string(matches[0].offset) + " and " +
                     std::to_string(matches[1].offset),
                 "name the line by its offset"};
  }
  return matches[0];
}

Result<ChipLine> find_line(const config::Channel& channel,
                           const std::vector<ChipLine>& lines) {
  if (const auto* name = std::get_if<std::string>(&channel.line)) {
    return find_by_name(channel, *name, lines);
  }
  const auto* offset = std::get_if<unsigned>(&channel.line);
  if (offset == nullptr) {
    return Error{quoted(channel) + "names no line", "add \"line\" to the channel"};
  }
  if (*offset >= lines.size()) {
    return Error{quoted(channel) + "the chip has no line " + std::to_string(*offset),
                 "its lines are 0 to " + std::to_string(lines.size() - 1)};
  }
  return lines[*offset];
}

std::optional<Error> busy(const config::Channel& channel, const ChipLine& line) {
  if (!line.used) return std::nullopt;
  const std::string consumer = line.consumer.empty() ? "the kernel" : line.consumer;
  return Error{quoted(channel) + "line " + std::to_string(line.offset) +
                   (line.name.empty() ? "" : " (\"" + line.name + "\")") +
                   " is used by \"" + consumer + "\"",
               "end that program, or disable the overlay that claims the line"};
}

}  // namespace

ResolvedLines resolve_gpio_lines(const gpiod::chip& chip, const config::Rig& rig,
                                 SourceIndex source) {
  ResolvedLines resolved;
  std::vector<ChipLine> lines;
  try {
    lines = lines_of(chip);
  } catch (const std::system_error& error) {
    resolved.problems.push_back(gpio_error("reading the chip's lines", error));
    return resolved;
  }
  std::map<unsigned, std::string> taken;
  for (const config::Channel& channel : rig.channels) {
    if (channel.device != source) continue;
    const auto line = find_line(channel, lines);
    if (!line) {
      resolved.problems.push_back(line.error());
      continue;
    }
    if (const auto problem = busy(channel, *line))
      resolved.problems.push_back(*problem);
    const auto [other, is_new] = taken.emplace(line->offset, channel.name);
    if (!is_new) {
      resolved.problems.push_back(
          {quoted(channel) + "its line " + std::to_string(line->offset) +
               " is also that of channel \"" + other->second + "\"",
           "give each channel a line of its own"});
    }
    auto& list = config::is_output(channel.kind) ? resolved.outputs : resolved.inputs;
    list.emplace_back(&channel, gpiod::line::offset(line->offset));
  }
  return resolved;
}

}  // namespace dyad::device
