#pragma once

#include <cstdint>
#include <optional>

#include "dyad/core/time.hpp"

namespace dyad::device {

// How well a board with a line of its own is understood. For displays.
struct LinkHealth {
  struct Clock {
    Duration uncertainty;            // of the newest reading of its clock
    std::int64_t deviation_ppb = 0;  // above 0: its clock is fast
  };

  bool connected = false;
  std::uint64_t retransmits = 0;
  std::uint64_t crc_errors = 0;
  std::uint64_t lost_events = 0;
  std::optional<Clock> clock;  // none before it is known
};

}  // namespace dyad::device
