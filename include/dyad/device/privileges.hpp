#pragma once

#include <cstdint>
#include <optional>

namespace dyad::device {

// Of the valve guard, above every session's: it runs for some microseconds every
// 10 ms, and must do so also beside a session that spins.
inline constexpr int kGuardPriority = 80;

// The highest priority that this process may give itself under SCHED_FIFO: 99 with
// CAP_SYS_NICE, else its RLIMIT_RTPRIO; 0: none.
int highest_realtime_priority();

// How much memory this process may lock: none where there is no limit, as with
// CAP_IPC_LOCK.
std::optional<std::uint64_t> lockable_memory_bytes();

}  // namespace dyad::device
