#include "dyad/device/privileges.hpp"

#include <linux/capability.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace dyad::device {
namespace {

// Without libcap: one bit is all that is asked.
bool has_capability(unsigned capability) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  return (sets.at(capability / 32).effective >> (capability % 32) & 1U) != 0;
}

}  // namespace

int highest_realtime_priority() {
  const int highest = ::sched_get_priority_max(SCHED_FIFO);
  if (has_capability(CAP_SYS_NICE)) return highest;
  rlimit limit{};
  if (::getrlimit(RLIMIT_RTPRIO, &limit) != 0) return 0;
  return static_cast<int>(
      std::min<rlim_t>(limit.rlim_cur, static_cast<rlim_t>(highest)));
}

std::optional<std::uint64_t> lockable_memory_bytes() {
  if (has_capability(CAP_IPC_LOCK)) return std::nullopt;
  rlimit limit{};
  if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return 0;
  if (limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

}  // namespace dyad::device
