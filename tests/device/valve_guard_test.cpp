#include "dyad/device/valve_guard.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <new>

#include "dyad/device/privileges.hpp"

namespace dyad::device {
namespace {

constexpr ChannelIndex kValve = 2;
constexpr ChannelIndex kCue = 3;
constexpr std::int64_t kBoundNs = 100'000'000;  // docs/valve_safety.md
constexpr int kDeadlineMs = 5000;               // of a test that waits for an event

// What several processes see: the pretended valve, and when it was closed.
struct Bench {
  std::atomic<bool> open{false};
  std::atomic<bool> obeys{true};
  std::atomic<int> closings{0};
  std::atomic<int> closed_fd{-1};
  std::atomic<std::int64_t> closed_ns{0};  // of the first closing of an open valve
  std::atomic<std::int64_t> opened_ns{0};
  std::atomic<int> acts_of_daemon{0};
  std::atomic<pid_t> guard{0};
};

// Waits for n writes in all; false when the deadline passes first.
bool arrives(int event_fd, std::uint64_t n = 1) {
  for (std::uint64_t seen = 0; seen < n;) {
    pollfd fd{event_fd, POLLIN, 0};
    if (::poll(&fd, 1, kDeadlineMs) <= 0) return false;
    std::uint64_t count = 0;
    if (::read(event_fd, &count, sizeof count) != sizeof count) return false;
    seen += count;
  }
  return true;
}

void signal_event(int event_fd) {
  const std::uint64_t one = 1;
  (void)!::write(event_fd, &one, sizeof one);
}

class ValveGuardTest : public testing::Test {
 protected:
  void SetUp() override {
    void* memory = ::mmap(nullptr, sizeof(Bench), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    bench = new (memory) Bench;
    for (int* fd : {&closed, &ready, &owner_death, &told}) *fd = ::eventfd(0, 0);
    // A guard whose daemon died becomes our child: none is left behind unseen.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  }
  void TearDown() override {
    for (const int fd : {closed, ready, owner_death, told}) ::close(fd);
    ::munmap(bench, sizeof *bench);
  }

  // The pretended line request is the event `closed`: closing the valve signals it.
  GuardPlan plan() {
    GuardPlan made;
    made.outputs = {{0, closed, 2}};
    made.channels = {kValve};
    made.close = [this](int fd, std::size_t) {
      ++bench->closings;
      if (!bench->obeys) return false;
      if (bench->open.exchange(false)) bench->closed_ns = monotonic_ns();
      bench->closed_fd = fd;
      signal_event(fd);
      return true;
    };
    made.on_owner_death = [this] { signal_event(owner_death); };
    made.keep_fds = {owner_death};
    return made;
  }

  std::unique_ptr<ValveGuard> start() {
    auto guard = ValveGuard::fork_for(plan());
    EXPECT_TRUE(guard.ok());
    return std::move(*guard);
  }

  static Time now() { return ClockAnchor{}.from_monotonic_ns(monotonic_ns()); }

  void open_valve(ValveGuard& guard, Duration length) {
    guard.opening(kValve, now() + length);
    bench->open = true;
    bench->opened_ns = monotonic_ns();
  }

  // A daemon that holds its valve open for long, and lives on refreshing its lease
  // until `life` ends it.
  template <typename Life>
  pid_t fork_daemon(Life life) {
    const pid_t daemon = ::fork();
    if (daemon != 0) return daemon;
    auto guard = ValveGuard::fork_for(plan());
    if (!guard) ::_exit(99);
    bench->guard = (*guard)->pid();
    open_valve(**guard, Duration::from_s(60));
    signal_event(ready);
    for (;;) {
      (*guard)->refresh(now() + lease_ahead);
      if (const auto fault = (*guard)->check(now())) {
        if (fault->kind == FaultKind::guard_acted) ++bench->acts_of_daemon;
        signal_event(told);
      }
      life(**guard);
      ::poll(nullptr, 0, 5);
    }
  }

  int wait_for(pid_t pid) {
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    return status;
  }

  Bench* bench = nullptr;
  // A loaded machine may stall a test. Where the lease is not what is tested, it
  // is refreshed into the future.
  Duration lease_ahead = Duration::from_s(60);
  int closed = -1;
  int ready = -1;
  int owner_death = -1;
  int told = -1;
};

TEST_F(ValveGuardTest, ADaemonThatIsKilledLeavesItsValveClosedInTime) {
  const pid_t daemon = fork_daemon([](ValveGuard&) {});
  ASSERT_TRUE(arrives(ready));
  ASSERT_TRUE(bench->open);
  const std::int64_t killed_ns = monotonic_ns();
  ::kill(daemon, SIGKILL);
  ASSERT_TRUE(arrives(closed));
  EXPECT_FALSE(bench->open);
  const std::int64_t took_ns = bench->closed_ns - killed_ns;
  EXPECT_LT(took_ns, kBoundNs);
  RecordProperty("closed_after_us", static_cast<int>(took_ns / 1000));
  EXPECT_TRUE(arrives(owner_death));
  wait_for(daemon);
  EXPECT_EQ(wait_for(bench->guard), 0);  // and the guard ends by itself
}

TEST_F(ValveGuardTest, ADaemonThatAbortsLeavesItsValveClosedInTime) {
  const pid_t daemon = fork_daemon([](ValveGuard&) { std::abort(); });
  ASSERT_TRUE(arrives(closed));
  EXPECT_FALSE(bench->open);
  EXPECT_LT(bench->closed_ns - bench->opened_ns, kBoundNs);
  EXPECT_TRUE(arrives(owner_death));
  EXPECT_TRUE(WIFSIGNALED(wait_for(daemon)));
  wait_for(bench->guard);
}

TEST_F(ValveGuardTest, ADaemonThatStallsHasItsValveClosedInTimeAndIsTold) {
  lease_ahead = Duration();
  const pid_t daemon = fork_daemon([](ValveGuard&) {});
  ASSERT_TRUE(arrives(ready));
  const std::int64_t stopped_ns = monotonic_ns();
  ::kill(daemon, SIGSTOP);
  ASSERT_TRUE(arrives(closed));
  EXPECT_FALSE(bench->open);
  const std::int64_t took_ns = bench->closed_ns - stopped_ns;
  EXPECT_LT(took_ns, kBoundNs);
  RecordProperty("closed_after_us", static_cast<int>(took_ns / 1000));
  ::kill(daemon, SIGCONT);
  EXPECT_TRUE(arrives(told));
  EXPECT_EQ(bench->acts_of_daemon, 1);
  ::kill(daemon, SIGKILL);
  wait_for(daemon);
  wait_for(bench->guard);
}

TEST_F(ValveGuardTest, AValveOpenPastItsTimeIsClosedAlthoughTheDaemonLives) {
  auto guard = start();
  open_valve(*guard, Duration::from_ms(30));
  std::optional<Fault> fault;
  const std::int64_t deadline = monotonic_ns() + std::int64_t{kDeadlineMs} * 1'000'000;
  while (!fault && monotonic_ns() < deadline) {
    guard->refresh(now() + lease_ahead);
    fault = guard->check(now());
    ::poll(nullptr, 0, 2);
  }
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, FaultKind::guard_acted);
  EXPECT_EQ(guard->board().reason, GuardReason::overdue);
  EXPECT_FALSE(bench->open);
  EXPECT_GE(bench->closed_ns - bench->opened_ns, 50'000'000 - 1'000'000);
  EXPECT_EQ(guard->check(now()), std::nullopt);  // said once
}

TEST_F(ValveGuardTest, AStaleLeaseWithNothingOpenIsNoReasonToAct) {
  auto guard = start();
  guard->opening(kCue, now() + Duration::from_s(60));  // not a guarded channel
  guard->opening(kValve, now() + Duration::from_s(60));
  guard->closed(kValve);
  // The guard looks at the board a dozen times beyond the lease.
  const GuardTicks until = guard->board().now() + 180 * kGuardTicksPerMs;
  while (ticks_after(until, guard->board().beat) > 0) ::poll(nullptr, 0, 5);
  EXPECT_EQ(guard->check(now()), std::nullopt);
  EXPECT_EQ(bench->closings, 0);
}

TEST_F(ValveGuardTest, TheOrderlyEndClosesTheOutputsAndIsNoFault) {
  auto guard = start();
  const pid_t pid = guard->pid();
  open_valve(*guard, Duration::from_s(60));
  EXPECT_TRUE(guard->finish().ok());
  EXPECT_FALSE(bench->open);
  EXPECT_EQ(guard->board().acts, 0U);
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_TRUE(guard->finish().ok());
  pollfd fd{owner_death, POLLIN, 0};
  EXPECT_EQ(::poll(&fd, 1, 0), 0);
}

TEST_F(ValveGuardTest, AGuardThatDiesIsAFaultOnce) {
  auto guard = start();
  ::kill(guard->pid(), SIGKILL);
  pollfd fd{guard->descriptor(), POLLIN, 0};
  ASSERT_EQ(::poll(&fd, 1, kDeadlineMs), 1);
  const auto fault = guard->check(now());
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, FaultKind::guard_lost);
  EXPECT_EQ(guard->check(now()), std::nullopt);
  EXPECT_FALSE(guard->finish().ok());
}

TEST_F(ValveGuardTest, AGuardThatDoesNotAnswerIsAFault) {
  auto guard = start();
  ::kill(guard->pid(), SIGSTOP);
  std::optional<Fault> fault;
  const std::int64_t deadline = monotonic_ns() + std::int64_t{kDeadlineMs} * 1'000'000;
  while (!fault && monotonic_ns() < deadline) {
    fault = guard->check(now());
    ::poll(nullptr, 0, 20);
  }
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, FaultKind::guard_lost);
  EXPECT_FALSE(guard->finish().ok());  // within its bound, although it is stopped
}

TEST_F(ValveGuardTest, ItIgnoresTheSignalsThatEndASession) {
  const pid_t daemon = fork_daemon([](ValveGuard&) {});
  ASSERT_TRUE(arrives(ready));
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::kill(bench->guard, signal);
  ::kill(daemon, SIGKILL);
  EXPECT_TRUE(arrives(closed));
  EXPECT_TRUE(arrives(owner_death));
  wait_for(daemon);
  EXPECT_EQ(wait_for(bench->guard), 0);
}

TEST_F(ValveGuardTest, ALineThatDoesNotObeyIsTriedAgain) {
  bench->obeys = false;
  const pid_t daemon = fork_daemon([](ValveGuard&) {});
  ASSERT_TRUE(arrives(ready));
  ::kill(daemon, SIGKILL);
  wait_for(daemon);
  while (bench->closings < 3) ::poll(nullptr, 0, 2);
  EXPECT_TRUE(bench->open);
  bench->obeys = true;
  EXPECT_TRUE(arrives(closed));
  EXPECT_FALSE(bench->open);
  EXPECT_EQ(wait_for(bench->guard), 0);
}

TEST_F(ValveGuardTest, LinesTakenUpAgainAreGuardedThroughTheirNewDescriptor) {
  auto guard = start();
  const int again = ::eventfd(0, 0);
  guard->outputs_replaced(0, again, 2);
  open_valve(*guard, Duration::from_s(60));
  EXPECT_TRUE(guard->finish().ok());
  EXPECT_TRUE(arrives(again));
  pollfd old{closed, POLLIN, 0};
  EXPECT_EQ(::poll(&old, 1, 0), 0);
  ::close(again);
}

TEST_F(ValveGuardTest, LostLinesAreLetGoAndNoLongerClosed) {
  auto guard = start();
  bench->obeys = false;
  guard->outputs_lost(0);
  EXPECT_TRUE(guard->finish().ok());
  EXPECT_EQ(bench->closings, 0);
}

TEST_F(ValveGuardTest, ItKeepsNoDescriptorThatItDoesNotNeed) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  auto guard = start();
  ::close(ends[1]);
  pollfd fd{ends[0], POLLIN, 0};
  EXPECT_EQ(::poll(&fd, 1, 0), 1);  // no writer is left
  EXPECT_NE(fd.revents & POLLHUP, 0);
  ::close(ends[0]);
}

// So that it closes the valves also beside a session that spins.
TEST_F(ValveGuardTest, ItTakesTheHighestPriorityThatItMayUpToItsOwn) {
  const auto guard = start();
  const int highest = highest_realtime_priority();
  sched_param given{};
  ASSERT_EQ(::sched_getparam(guard->pid(), &given), 0);
  EXPECT_EQ(::sched_getscheduler(guard->pid()), highest > 0 ? SCHED_FIFO : SCHED_OTHER);
  EXPECT_EQ(given.sched_priority, std::min(highest, kGuardPriority));
}

TEST(ChannelsToGuard, AreValvesAndLaserGates) {
  config::Rig rig;
  rig.channels.resize(4);
  rig.channels[1].kind = config::ChannelKind::reward_valve;
  rig.channels[2].kind = config::ChannelKind::cue_light;
  rig.channels[3].kind = config::ChannelKind::laser_gate;
  EXPECT_EQ(channels_to_guard(rig), (std::vector<ChannelIndex>{1, 3}));
}

}  // namespace
}  // namespace dyad::device
