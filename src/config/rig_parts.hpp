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

struct RigParts {
  Rig rig;
  std::vector<bool> device_kind_known;  // in step with rig.devices
  std::vector<ReadChannel> channels;
};

// None where not even its kind can be told.
std::optional<Device> read_device(const std::string& name, const Value& value,
                                  const std::vector<std::string>& seats);

ReadChannel read_channel(const std::string& name, const Value& value,
                         const RigParts& parts);

// What one part cannot be judged for alone.
void check_rig_rules(const RigParts& parts, Findings& findings);

}  // namespace dyad::config
