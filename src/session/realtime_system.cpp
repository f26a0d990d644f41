#include "dyad/session/realtime_system.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "dyad/device/privileges.hpp"

namespace dyad::session {
namespace {

constexpr std::size_t kPage = 4096;

// Each frame is a page, and the frames lie one below the other.
[[gnu::noinline]] std::size_t touch_pages(std::size_t pages) {
  volatile char page[kPage];
  page[0] = static_cast<char>(pages);
  const std::size_t below = pages > 1 ? touch_pages(pages - 1) : 0;
  // Read after the call, so that it is no tail call in one and the same frame.
  return below + static_cast<unsigned char>(page[0]);
}

int error_of(int result) {
  if (result == 0) return 0;
  return errno;
}

// Which processors a thread may use; thread 0 is the calling one.
class CpuSet {
 public:
  CpuSet() { CPU_ZERO(&set_); }
  // None where there is no such thread.
  static std::optional<CpuSet> of_thread(pid_t thread) {
    CpuSet set;
    if (::sched_getaffinity(thread, sizeof set.set_, &set.set_) != 0) {
      return std::nullopt;
    }
    return set;
  }

  bool has(int cpu) const { return CPU_ISSET(static_cast<std::size_t>(cpu), &set_); }
  bool empty() const { return CPU_COUNT(&set_) == 0; }
  void add(int cpu) { CPU_SET(static_cast<std::size_t>(cpu), &set_); }
  void remove(int cpu) { CPU_CLR(static_cast<std::size_t>(cpu), &set_); }
  int give_to(pid_t thread) const {
    return error_of(::sched_setaffinity(thread, sizeof set_, &set_));
  }

 private:
  cpu_set_t set_{};
};

std::vector<pid_t> threads_of_process() {
  std::vector<pid_t> threads;
  std::error_code error;
  std::filesystem::directory_iterator task("/proc/self/task", error);
  for (; task != std::filesystem::directory_iterator(); task.increment(error)) {
    threads.push_back(static_cast<pid_t>(std::stol(task->path().filename().string())));
  }
  return threads;
}

class OpenFile final : public RealtimeSystem::Hold {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() override { ::close(fd_); }

 private:
  int fd_;
};

class LinuxSystem final : public RealtimeSystem {
 public:
  int highest_priority() const override { return device::highest_realtime_priority(); }

  int use_fifo(int priority) override {
    sched_param wanted{};
    wanted.sched_priority = priority;
    return error_of(::sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &wanted));
  }

  int limit_run_without_pause(Duration limit) override {
    rlimit now{};
    if (::getrlimit(RLIMIT_RTTIME, &now) != 0) return errno;
    // SIGXCPU at the limit, which ends the process; its hard limit stays.
    now.rlim_cur = std::min(static_cast<rlim_t>(limit.us()), now.rlim_max);
    return error_of(::setrlimit(RLIMIT_RTTIME, &now));
  }

  std::optional<std::uint64_t> lockable_bytes() const override {
    return device::lockable_memory_bytes();
  }

  int lock_memory(bool also_future) override {
    return error_of(::mlockall(also_future ? MCL_CURRENT | MCL_FUTURE : MCL_CURRENT));
  }

  int touch_stack(std::size_t bytes) override {
    rlimit limit{};
    if (::getrlimit(RLIMIT_STACK, &limit) != 0) return errno;
    // As much again is left for what lies on the stack already.
    if (limit.rlim_cur / 2 < bytes) return ENOMEM;
    (void)touch_pages(bytes / kPage);
    return 0;
  }

  std::string isolated_cpus() const override {
    std::ifstream file("/sys/devices/system/cpu/isolated");
    std::string text;
    std::getline(file, text);
    return text;
  }

  std::vector<int> allowed_cpus() const override {
    const auto set = CpuSet::of_thread(0);
    std::vector<int> cpus;
    for (int cpu = 0; set && cpu < CPU_SETSIZE; ++cpu) {
      if (set->has(cpu)) cpus.push_back(cpu);
    }
    return cpus;
  }

  int run_on(const std::vector<int>& cpus) override {
    CpuSet set;
    for (const int cpu : cpus) {
      if (cpu < 0 || cpu >= CPU_SETSIZE) return EINVAL;
      set.add(cpu);
    }
    return set.give_to(0);
  }

  int keep_others_off(const std::vector<int>& cpus) override {
    int first_error = 0;
    for (const pid_t thread : threads_of_process()) {
      if (thread == ::gettid()) continue;
      auto set = CpuSet::of_thread(thread);
      if (!set) continue;  // it has ended
      for (const int cpu : cpus) set->remove(cpu);
      const int error = set->empty() ? EINVAL : set->give_to(thread);
      if (error != ESRCH && first_error == 0) first_error = error;
    }
    return first_error;
  }

  int set_timer_slack_ns(unsigned long ns) override {
    return error_of(::prctl(PR_SET_TIMERSLACK, ns, 0, 0, 0));
  }

  Held forbid_slow_sleep() override {
    const int fd = ::open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return {nullptr, errno};
    const std::int32_t latency_us = 0;
    if (::write(fd, &latency_us, sizeof latency_us) != sizeof latency_us) {
      const int error = errno;
      ::close(fd);
      return {nullptr, error};
    }
    return {std::make_unique<OpenFile>(fd), 0};
  }
};

}  // namespace

std::unique_ptr<RealtimeSystem> linux_realtime_system() {
  return std::make_unique<LinuxSystem>();
}

}  // namespace dyad::session
