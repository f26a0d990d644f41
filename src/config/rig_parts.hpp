#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dyad/config/rig.hpp"
#include "value.hpp"

// The parts of a rig file, read one by one; what is wrong goes to the values'
// findings, and the part comes back as far as it could be read.
namespace dyad::config {

// A channel as it stands in the file, beside what rules over the whole rig need.
struct ReadChannel {
  Channel channel;
  std::string pointer;
  bool kind_known = false;
  bool subject_known = false;
  bool device_known = false;
};

struct ReadDevice {
  Device device;
  std::string pointer;
  bool kind_known = false;
  std::string sync_channel;  // its name, as channels are read after devices
};

struct RigParts {
  Rig rig;
  std::vector<ReadDevice> devices;    // in step with rig.devices
  std::vector<ReadChannel> channels;  // in step with rig.channels
};

// Whether the channel is on a device that is known to be of this kind.
template <typename Kind>
bool is_on(const RigParts& parts, const ReadChannel& read) {
  if (!read.device_known) return false;
  const ReadDevice& device = parts.devices[read.channel.device];
  return device.kind_known && std::holds_alternative<Kind>(device.device.kind);
}

ReadDevice read_device(const std::string& name, const Value& value,
                       const std::vector<std::string>& seats);

ReadChannel read_channel(const std::string& name, const Value& value,
                         const RigParts& parts);

// What one part cannot be judged for alone.
void check_rig_rules(const RigParts& parts, Findings& findings);
void check_mcu_rules(const RigParts& parts, Findings& findings);

// Puts the channels that boards name for their synchronization in their place; a
// name that leads nowhere is for check_mcu_rules.
void resolve_sync_channels(const RigParts& parts, Rig& rig);

}  // namespace dyad::config
