#include "dyad/device/privileges.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace dyad::device {
namespace {

constexpr uid_t kNobody = 65534;

// 0 where `holds` in a process without capabilities and with the limit; where the test
// is not run as root, with the limit that it has.
int unprivileged(__rlimit_resource resource, rlim_t limit,
                 const std::function<bool(rlim_t)>& holds) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit wanted{limit, limit};
    (void)::setrlimit(resource, &wanted);
    if (::geteuid() == 0 && ::setresuid(kNobody, kNobody, kNobody) != 0) ::_exit(2);
    rlimit now{};
    ::getrlimit(resource, &now);
    ::_exit(holds(now.rlim_cur) ? 0 : 1);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Privileges, WithoutTheCapabilityThePriorityIsThatOfTheLimit) {
  EXPECT_EQ(unprivileged(RLIMIT_RTPRIO, 5,
                         [](rlim_t limit) {
                           return highest_realtime_priority() ==
                                  static_cast<int>(limit);
                         }),
            0);
}

TEST(Privileges, WithoutTheCapabilityMemoryIsLockedUpToTheLimit) {
  EXPECT_EQ(unprivileged(RLIMIT_MEMLOCK, 1U << 20U,
                         [](rlim_t limit) { return lockable_memory_bytes() == limit; }),
            0);
}

TEST(Privileges, AnInfiniteLimitIsNone) {
  EXPECT_EQ(unprivileged(RLIMIT_MEMLOCK, RLIM_INFINITY,
                         [](rlim_t limit) {
                           return limit != RLIM_INFINITY || !lockable_memory_bytes();
                         }),
            0);
}

}  // namespace
}  // namespace dyad::device
