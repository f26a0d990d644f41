#include "dyad/cli/rig_board.hpp"

#include <variant>
#include <vector>

namespace dyad::cli {

Result<SourceIndex> board_of_rig(const config::Rig& rig, const std::string& name) {
  std::vector<SourceIndex> boards;
  std::string names;
  for (std::size_t i = 0; i < rig.devices.size(); ++i) {
    const config::Device& device = rig.devices[i];
    if (!std::holds_alternative<config::McuDevice>(device.kind)) continue;
    if (device.name == name) return static_cast<SourceIndex>(i);
    names += (names.empty() ? "" : ", ") + device.name;
    boards.push_back(static_cast<SourceIndex>(i));
  }
  if (boards.empty()) {
    return Error{"rig \"" + rig.name + "\" has no microcontroller",
                 "name another rig file, or the port without --rig"};
  }
  if (name.empty() && boards.size() == 1) return boards.front();
  const std::string what =
      name.empty() ? "rig \"" + rig.name + "\" has more than one microcontroller"
                   : "rig \"" + rig.name + "\" has no microcontroller \"" + name + "\"";
  return Error{what, "name one with --device: " + names};
}

}  // namespace dyad::cli
