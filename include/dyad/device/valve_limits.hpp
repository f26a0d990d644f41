#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/command.hpp"
#include "dyad/core/fault.hpp"

namespace dyad::device {

// Guards every reward valve of a rig against too much water: one pulse is at most
// max_open long, and in any window of 60 s the valve is open for at most
// budget_open. Both bounds are inclusive. Counts what was commanded, also where
// the pulse was cut later: the limit may refuse too early, never too late.
class ValveLimits {
 public:
  static constexpr Duration kWindow = Duration::from_s(60);
  // Of one valve in one window; the next one is refused.
  static constexpr std::size_t kMaxPulses = 1024;

  explicit ValveLimits(const config::Rig& rig);

  // Charges the command to its valve; or says why it must not be carried out, and
  // charges nothing. A command to another kind of channel is always admitted.
  // Commands of one valve come in the order of their times.
  std::optional<Fault> admit(const Command& command);
  // Whether it would be admitted; charges nothing. Copies: not for every input.
  bool would_admit(const Command& command) const {
    return !ValveLimits(*this).admit(command).has_value();
  }

 private:
  struct Pulse {
    Time begin;
    Time end;
  };
  struct Valve {
    ChannelIndex channel = kNoChannel;
    std::string name;
    SourceIndex source = kNoSource;
    config::Valve limits;
    std::vector<Pulse> pulses;  // a ring of kMaxPulses
    std::size_t first = 0;
    std::size_t size = 0;
  };

  static void forget_before(Valve& valve, Time begin);
  static Duration open_since(const Valve& valve, Time begin);
  static Time free_from(const Valve& valve, Time wanted);

  std::vector<Valve> valves_;
};

}  // namespace dyad::device
