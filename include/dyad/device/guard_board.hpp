#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "dyad/core/ids.hpp"

namespace dyad::device {

// CLOCK_MONOTONIC, in nanoseconds.
std::int64_t monotonic_ns();

// Time between the daemon and its guard: tenths of a millisecond since the board
// was made, never 0. 32 bits, because a wider atomic may need a lock on some
// Pis, and a lock must not be shared with a process that can die at any instant.
// Wraps after 119 h; compare with ticks_after().
using GuardTicks = std::uint32_t;
inline constexpr std::int64_t kGuardTicksPerMs = 10;

constexpr std::int32_t ticks_after(GuardTicks later, GuardTicks earlier) {
  return static_cast<std::int32_t>(later - earlier);
}

enum class GuardReason : std::uint32_t {
  none,
  owner_died,  // its end of the socket closed
  stalled,     // the lease ran out with a valve open
  overdue      // the lease lives, but a valve is open past its time
};

// Shared memory of daemon and guard. Each word has one writer.
struct GuardBoard {
  std::int64_t start_ns = monotonic_ns();

  // written by the daemon
  std::atomic<GuardTicks> lease{0};
  std::array<std::atomic<GuardTicks>, kMaxChannels> close_by{};  // 0: closed

  // written by the guard
  std::atomic<GuardTicks> beat{0};
  std::atomic<std::uint32_t> acts{0};  // how often it had to close
  std::atomic<GuardReason> reason{GuardReason::none};
  std::atomic<GuardTicks> noticed_at{0};  // of the last act
  std::atomic<GuardTicks> closed_at{0};   // verified; 0: not yet

  GuardTicks ticks_at(std::int64_t ns) const {
    const auto ticks =
        static_cast<GuardTicks>((ns - start_ns) * kGuardTicksPerMs / 1'000'000);
    return ticks == 0 ? 1 : ticks;
  }
  GuardTicks now() const { return ticks_at(monotonic_ns()); }
};
static_assert(std::atomic<GuardTicks>::is_always_lock_free);

}  // namespace dyad::device
