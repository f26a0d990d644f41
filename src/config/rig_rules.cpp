#include <algorithm>
#include <map>

#include "pointer.hpp"
#include "rig_parts.hpp"

namespace dyad::config {
namespace {

const Channel* first_on_same_line(const RigParts& parts, std::size_t index) {
  const ReadChannel& read = parts.channels[index];
  for (std::size_t i = 0; i < index; ++i) {
    const ReadChannel& other = parts.channels[i];
    if (other.device_known && other.channel.device == read.channel.device &&
        other.channel.line == read.channel.line) {
      return &other.channel;
    }
  }
  return nullptr;
}

std::string line_text(const Line& line) {
  if (const auto* name = std::get_if<std::string>(&line)) return "\"" + *name + "\"";
  return std::to_string(std::get<unsigned>(line));
}

void check_lines(const RigParts& parts, Findings& findings) {
  for (std::size_t i = 0; i < parts.channels.size(); ++i) {
    const ReadChannel& read = parts.channels[i];
    if (!read.device_known) continue;
    if (std::holds_alternative<std::monostate>(read.channel.line)) continue;
    const Channel* other = first_on_same_line(parts, i);
    if (other == nullptr) continue;
    findings.add(
        child_pointer(read.pointer, "line"),
        "line " + line_text(read.channel.line) + " of channel \"" + other->name + "\"",
        "a line of its own for each channel of a device");
  }
}

// False as long as a channel could not be read that might be the missing one.
bool all_readable(const RigParts& parts) {
  return std::all_of(parts.channels.begin(), parts.channels.end(),
                     [](const ReadChannel& read) {
                       return read.kind_known &&
                              (read.subject_known || !is_operandum(read.channel.kind));
                     });
}

void check_operanda(const RigParts& parts, Findings& findings) {
  if (!all_readable(parts)) return;
  for (std::size_t seat = 0; seat < parts.rig.seats.size(); ++seat) {
    const bool has_one = std::any_of(
        parts.channels.begin(), parts.channels.end(), [&](const ReadChannel& read) {
          return is_operandum(read.channel.kind) && read.channel.subject == seat;
        });
    if (has_one) continue;
    findings.add(child_pointer("/subjects", seat),
                 "the seat \"" + parts.rig.seats[seat] + "\" without an operandum",
                 "at least one channel of kind \"poke\" or \"lever\" for each seat");
  }
}

void check_valves(const RigParts& parts, Findings& findings) {
  std::vector<const Channel*> valves(parts.rig.seats.size(), nullptr);
  bool all_known = true;
  for (const ReadChannel& read : parts.channels) {
    all_known = all_known && read.kind_known;
    if (!read.kind_known || read.channel.kind != ChannelKind::reward_valve) continue;
    all_known = all_known && read.subject_known;
    if (!read.subject_known) continue;
    const Channel*& valve = valves[read.channel.subject];
    if (valve == nullptr) {
      valve = &read.channel;
      continue;
    }
    findings.add(child_pointer(read.pointer, "subject"),
                 "a second reward valve for the seat \"" +
                     parts.rig.seats[read.channel.subject] + "\"",
                 "one for each seat; \"" + valve->name + "\" is the first");
  }
  if (!all_known) return;
  for (std::size_t seat = 0; seat < valves.size(); ++seat) {
    if (valves[seat] != nullptr) continue;
    findings.add(child_pointer("/subjects", seat),
                 "the seat \"" + parts.rig.seats[seat] + "\" without a reward valve",
                 "one channel of kind \"reward_valve\" for each seat");
  }
}

bool has_operandum_on(const RigParts& parts, SubjectIndex subject, std::size_t device) {
  return std::any_of(
      parts.channels.begin(), parts.channels.end(), [&](const ReadChannel& read) {
        return is_operandum(read.channel.kind) && read.channel.subject == subject &&
               read.channel.device == device;
      });
}

void check_mice(const RigParts& parts, Findings& findings) {
  if (!all_readable(parts) || parts.rig.seats.empty()) return;
  std::map<SubjectIndex, std::string> device_of_mouse;
  for (std::size_t i = 0; i < parts.rig.devices.size(); ++i) {
    const Device& device = parts.rig.devices[i];
    const auto* sim = std::get_if<SimDevice>(&device.kind);
    if (sim == nullptr) continue;
    for (const VirtualMouse& mouse : sim->mice) {
      const std::string& seat = parts.rig.seats[mouse.subject];
      const std::string pointer = child_pointer(
          child_pointer(child_pointer("/devices", device.name), "mice"), seat);
      if (!has_operandum_on(parts, mouse.subject, i)) {
        findings.add(pointer, "a mouse with nothing to poke",
                     "an operandum of the seat \"" + seat + "\" on this device");
      }
      const auto [first, is_first] =
          device_of_mouse.emplace(mouse.subject, device.name);
      if (!is_first) {
        findings.add(pointer, "a second mouse for the seat \"" + seat + "\"",
                     "one mouse a seat; the first is on \"" + first->second + "\"");
      }
    }
  }
}

}  // namespace

void check_rig_rules(const RigParts& parts, Findings& findings) {
  check_lines(parts, findings);
  check_operanda(parts, findings);
  check_valves(parts, findings);
  check_mice(parts, findings);
}

}  // namespace dyad::config
