#include <map>

#include "pointer.hpp"
#include "rig_parts.hpp"

// What a board needs of the rest of its rig.
namespace dyad::config {
namespace {

std::string in_quotes(const std::string& name) { return "\"" + name + "\""; }

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + in_quotes(name);
  return text;
}

const ReadChannel* channel_named(const RigParts& parts, const std::string& name) {
  for (const ReadChannel& read : parts.channels) {
    if (read.channel.name == name) return &read;
  }
  return nullptr;
}

bool fully_known(const RigParts& parts, const ReadChannel& read) {
  return read.kind_known && read.device_known &&
         parts.devices[read.channel.device].kind_known;
}

// Only the kernel stamps an input in the computer's own clock, and only an
// electronic signal is worth a stamp without debouncing.
bool can_take_sync(const RigParts& parts, const ReadChannel& read) {
  const ChannelKind kind = read.channel.kind;
  return read.kind_known && is_on<GpioDevice>(parts, read) &&
         (kind == ChannelKind::generic_input || kind == ChannelKind::frame);
}

std::string sync_choices_text(const std::vector<std::string>& names) {
  const std::string what = "a \"generic\" or \"frame\" input on a \"gpio\" device";
  return what + (names.empty() ? "; this rig has none" : ": " + one_of(names));
}

// Whether the name leads to a channel that may take the sync output.
bool check_sync_name(const RigParts& parts, const std::string& name,
                     const std::string& pointer, Findings& findings) {
  std::vector<std::string> names;
  for (const ReadChannel& read : parts.channels) {
    if (can_take_sync(parts, read)) names.push_back(read.channel.name);
  }
  const ReadChannel* read = channel_named(parts, name);
  if (read == nullptr) {
    findings.add(pointer, "the unknown channel " + in_quotes(name),
                 sync_choices_text(names), did_you_mean(name, names));
    return false;
  }
  if (!fully_known(parts, *read)) return false;
  if (can_take_sync(parts, *read)) return true;
  findings.add(pointer,
               "the " + std::string(to_text(read->channel.kind)) + " channel " +
                   in_quotes(name) + " on the device " +
                   in_quotes(parts.rig.devices[read->channel.device].name),
               sync_choices_text(names));
  return false;
}

void check_sync_debounce(const ReadChannel& read, const std::string& board,
                         Findings& findings) {
  const auto check = [&](const char* member, Duration time) {
    if (time == Duration()) return;
    findings.add(child_pointer(child_pointer(read.pointer, "debounce"), member),
                 std::to_string(time.us()) + " µs",
                 "0: the sync output of " + in_quotes(board) +
                     " is wired to this channel, and each of its edges counts",
                 "remove debounce");
  };
  check("confirm_us", read.channel.debounce.confirm);
  check("lockout_us", read.channel.debounce.lockout);
}

void check_sync_channels(const RigParts& parts, Findings& findings) {
  std::map<std::string, std::string> board_of_channel;
  for (const ReadDevice& read : parts.devices) {
    const std::string& name = read.sync_channel;
    if (name.empty()) continue;
    const std::string pointer = child_pointer(read.pointer, "sync_channel");
    if (!check_sync_name(parts, name, pointer, findings)) continue;
    const auto [first, is_first] = board_of_channel.emplace(name, read.device.name);
    if (is_first) {
      check_sync_debounce(*channel_named(parts, name), read.device.name, findings);
    } else {
      findings.add(pointer, "the sync channel of " + in_quotes(first->second),
                   "a channel of its own for each board");
    }
  }
}

void check_ports(const RigParts& parts, Findings& findings) {
  std::map<std::string, std::string> board_of_port;
  for (const ReadDevice& read : parts.devices) {
    const auto* mcu = std::get_if<McuDevice>(&read.device.kind);
    if (mcu == nullptr || mcu->port.empty()) continue;
    const auto [first, is_first] = board_of_port.emplace(mcu->port, read.device.name);
    if (is_first) continue;
    findings.add(child_pointer(read.pointer, "port"),
                 "the port of " + in_quotes(first->second),
                 "a port of its own for each board",
                 "\"ls /dev/serial/by-id/*\" lists the boards plugged in");
  }
}

// A board decides with what it sees and opens alone.
void check_reflexes(const RigParts& parts, Findings& findings) {
  for (std::size_t i = 0; i < parts.devices.size(); ++i) {
    const ReadDevice& device = parts.devices[i];
    const auto* mcu = std::get_if<McuDevice>(&device.device.kind);
    if (mcu == nullptr || !mcu->reflex) continue;
    std::vector<std::string> elsewhere;
    for (const ReadChannel& read : parts.channels) {
      if (!read.kind_known || !read.device_known || read.channel.device == i) continue;
      const ChannelKind kind = read.channel.kind;
      const bool needed = is_operandum(kind) || kind == ChannelKind::reward_valve;
      if (needed) elsewhere.push_back(read.channel.name);
    }
    if (elsewhere.empty()) continue;
    findings.add(child_pointer(device.pointer, "reflex"),
                 "true, with " + listed(elsewhere) + " on another device",
                 "every operandum and every reward valve of the rig on " +
                     in_quotes(device.device.name),
                 "connect them to it, or leave the decision to the computer: remove "
                 "reflex");
  }
}

}  // namespace

void check_mcu_rules(const RigParts& parts, Findings& findings) {
  check_ports(parts, findings);
  check_sync_channels(parts, findings);
  check_reflexes(parts, findings);
}

void resolve_sync_channels(const RigParts& parts, Rig& rig) {
  for (std::size_t i = 0; i < parts.devices.size(); ++i) {
    const std::string& name = parts.devices[i].sync_channel;
    if (name.empty()) continue;
    auto& mcu = std::get<McuDevice>(rig.devices[i].kind);
    mcu.sync_channel = rig.find_channel(name).value_or(kNoChannel);
  }
}

}  // namespace dyad::config
