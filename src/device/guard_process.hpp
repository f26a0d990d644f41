#pragma once

#include "dyad/device/valve_guard.hpp"

namespace dyad::device {

// What the daemon's end of the socket sends. `replace` carries a descriptor; after
// `lost` the device has none.
struct GuardMessage {
  enum class Kind : std::uint8_t { ready, done, lost, replace } kind = Kind::done;
  SourceIndex source = kNoSource;
  std::uint32_t lines = 0;
};

// The whole life of the guard process, in the forked child. Takes no lock and
// allocates nothing until the daemon is dead.
[[noreturn]] void run_guard(GuardBoard& board, int socket, GuardPlan& plan);

}  // namespace dyad::device
