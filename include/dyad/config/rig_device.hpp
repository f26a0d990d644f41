#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dyad/core/enum_names.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

// What the channels of a rig are connected to.
namespace dyad::config {

struct GpioDevice {
  std::string chip;  // label or name
  bool operator==(const GpioDevice&) const = default;
};

enum class Behaviour : std::uint8_t { poisson, waiter, camper };

// A scripted virtual mouse; see docs/rig_config.md for what each does.
struct VirtualMouse {
  SubjectIndex subject = 0;
  Behaviour behaviour = Behaviour::poisson;
  Duration mean_interval;  // from a poke's end to the next spontaneous one: mean of
                           // an exponential time; camper: exact; waiter: zero = none
  Duration hold;           // how long a poke lasts
  Duration reaction_min;   // waiter: shortest reaction to the partner's onset
  Duration reaction_mean;  // waiter: mean reaction (min + exponential rest)
  std::uint32_t respond_permille = 1000;  // waiter: how often it answers at all
  bool operator==(const VirtualMouse&) const = default;
};

struct SimDevice {
  std::vector<VirtualMouse> mice;  // at most one a subject
  bool operator==(const SimDevice&) const = default;
};

// A microcontroller with dyad's firmware. Its channels' lines are those of
// mcu_lines.hpp.
struct McuDevice {
  std::string port;  // absolute path of its serial port; no other board has it
  // The input on a gpio device that its sync output is wired to. That input is
  // not debounced and serves no other board.
  ChannelIndex sync_channel = kNoChannel;
  bool reflex = false;  // the board decides; it has every operandum and every valve
  bool operator==(const McuDevice&) const = default;
};

struct Device {
  std::string name;
  std::variant<GpioDevice, SimDevice, McuDevice> kind;
  bool operator==(const Device&) const = default;
};

}  // namespace dyad::config

namespace dyad {
template <>
struct EnumNames<config::Behaviour> {
  static constexpr std::array<std::string_view, 3> names{"poisson", "waiter", "camper"};
};
}  // namespace dyad
