#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

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

using Cpus = std::vector<int>;

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

Cpus cpus_of(pid_t thread) {
  cpu_set_t set;
  CPU_ZERO(&set);
  EXPECT_EQ(::sched_getaffinity(thread, sizeof set, &set), 0);
  Cpus cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(static_cast<std::size_t>(cpu), &set)) cpus.push_back(cpu);
  }
  return cpus;
}

// 0 where a thread that was there before shares no processor with the session's.
int look_for_a_shared_processor() {
  std::promise<pid_t> other;
  std::promise<void> done;
  std::thread thread([&] {
    other.set_value(::gettid());
    done.get_future().wait();
  });
  const pid_t id = other.get_future().get();
  const Cpus before = cpus_of(id);
  const RealtimeSetup setup = set_up_realtime(*linux_realtime_system(), {});
  const Cpus after = cpus_of(id);
  done.set_value();
  thread.join();
  if (!got(setup, "priority")) return after == before ? 0 : 1;
  const Cpus own = cpus_of(0);
  if (before.size() < 2) return own == before && after == before ? 0 : 2;
  return own == Cpus{before.back()} && after == Cpus(before.begin(), before.end() - 1)
             ? 0
             : 3;
}

TEST(RealtimeProcess, OtherThreadsLeaveTheSessionsProcessorToIt) {
  const int status = in_child(look_for_a_shared_processor);
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
