#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include "dyad/session/realtime.hpp"

// The real set-up on this machine, each in a child process. What may be got here is not
// known; that the report says what the kernel says is.
namespace dyad::session {
namespace {

// The sanitizers make mlockall() do nothing, as they map more than any machine has.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLocksMemory = false;
#else
constexpr bool kLocksMemory = true;
#endif

int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

bool got(const RealtimeSetup& setup, const std::string& what) {
  for (const RealtimeItem& item : setup.items) {
    if (item.what == what) return item.got;
  }
  return false;
}

long locked_kib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long kib = -1;
  while (status >> word) {
    if (word == "VmLck:" && status >> kib) return kib;
  }
  return kib;
}

// 0 where report and kernel agree, else a number that says where not.
int compare_with_kernel() {
  const auto system = linux_realtime_system();
  const RealtimeSetup setup = set_up_realtime(*system, {});
  if (setup.items.size() != 7) return 1;
  const bool fifo = ::sched_getscheduler(0) == (SCHED_FIFO | SCHED_RESET_ON_FORK);
  if (fifo != got(setup, "priority")) return 2;
  if (kLocksMemory && got(setup, "memory") && locked_kib() <= 0) return 3;
  // 0 of a real-time thread.
  if (got(setup, "timer slack") && ::prctl(PR_GET_TIMERSLACK) > 1) return 4;
  rlimit limit{};
  ::getrlimit(RLIMIT_RTTIME, &limit);
  if (got(setup, "spin limit") && limit.rlim_cur > 1'000'000) return 5;
  if (got(setup, "sleep states") != (setup.awake != nullptr)) return 6;
  return 0;
}

TEST(RealtimeProcess, TheReportSaysWhatTheKernelSays) {
  const int status = in_child(compare_with_kernel);
  ASSERT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(RealtimeProcess, AThreadThatIsStartedLaterHasNoRealTimePriority) {
  const int status = in_child([] {
    const auto system = linux_realtime_system();
    const RealtimeSetup setup = set_up_realtime(*system, {});
    int policy = -1;
    std::thread([&policy] { policy = ::sched_getscheduler(0); }).join();
    return policy == SCHED_OTHER ? 0 : 1;
  });
  ASSERT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

// Where no priority is granted nothing spins above others, and the loop ends by itself.
TEST(RealtimeProcess, ALoopThatSpinsAtRealTimePriorityIsEnded) {
  const int status = in_child([] {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    const auto system = linux_realtime_system();
    const RealtimeSetup setup =
        set_up_realtime(*system, {.longest_turn = Duration::from_ms(50)});
    if (!got(setup, "priority")) return 0;
    for (volatile bool spin = true; spin;) {
    }
    return 1;
  });
  const bool refused = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  const bool ended = WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU;
  EXPECT_TRUE(refused || ended) << "status " << status;
}

}  // namespace
}  // namespace dyad::session
