#pragma once

#include <cstdint>
#include <string>

#include "dyad/core/result.hpp"

namespace dyad::log {

struct Recovery {
  bool ring_found = false;  // false: there was nothing to recover
  std::uint64_t bytes = 0;  // moved from the ring to the file
  std::uint64_t records = 0;
};

// Completes the log of a session whose process and guard both died: writes what
// its ring still holds, then removes the ring. Appends nothing of its own. Refuses
// while the session lives.
Result<Recovery> recover_ring(const std::string& path);

}  // namespace dyad::log
