#include "dyad/session/realtime.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <system_error>
#include <utility>

#include "dyad/device/privileges.hpp"

namespace dyad::session {
namespace {

// A session that spins must not keep the guard from closing the valves.
static_assert(kSessionPriority < device::kGuardPriority);
static_assert(kSessionPriority < 50, "below the kernel's interrupt threads");

// Far more than a turn takes.
constexpr std::size_t kStackBytes = std::size_t{256} << 10U;

constexpr const char* kPriorityRemedy =
    "as a service: LimitRTPRIO=80 in its unit; else a line '@gpio - rtprio 80' in "
    "/etc/security/limits.d/dyad.conf for the group gpio, or 'sudo setcap "
    "cap_sys_nice,cap_ipc_lock+ep' on the program; docs/realtime.md";
constexpr const char* kMemoryRemedy =
    "as a service: LimitMEMLOCK=infinity in its unit; else a line '@gpio - memlock "
    "unlimited' in /etc/security/limits.d/dyad.conf for the group gpio, or 'sudo "
    "setcap "
    "cap_sys_nice,cap_ipc_lock+ep' on the program; docs/realtime.md";

std::string reason(int error) { return std::generic_category().message(error); }

RealtimeItem got(std::string what, std::string detail) {
  return {std::move(what), true, std::move(detail), ""};
}

RealtimeItem refused(std::string what, std::string detail, std::string remedy) {
  return {std::move(what), false, std::move(detail), std::move(remedy)};
}

RealtimeItem take_priority(RealtimeSystem& system) {
  // One is left for the guard, which takes the highest it may, up to its own: at
  // equal priority it would wait for a session that spins.
  const int priority = std::min(kSessionPriority, system.highest_priority() - 1);
  if (priority < 1) {
    return refused("priority", "this user may not use real-time priorities",
                   kPriorityRemedy);
  }
  if (const int error = system.use_fifo(priority); error != 0) {
    return refused("priority", reason(error), kPriorityRemedy);
  }
  return got("priority", "SCHED_FIFO " + std::to_string(priority));
}

RealtimeItem limit_turn(RealtimeSystem& system, Duration limit) {
  const std::string ms = std::to_string(limit.us() / 1000) + " ms";
  if (const int error = system.limit_run_without_pause(limit); error != 0) {
    return refused("spin limit", reason(error),
                   "raise the limit of real-time processor time (LimitRTTIME, "
                   "ulimit -R) to " +
                       ms + " or more");
  }
  return got("spin limit", "a loop that runs for " + ms + " without a pause is ended");
}

RealtimeItem lock_memory(RealtimeSystem& system) {
  // Under a limit, locking what will come makes the allocation fail that goes beyond
  // it, in the middle of a session.
  const auto limit = system.lockable_bytes();
  if (const int error = system.lock_memory(!limit); error != 0) {
    const std::string may =
        limit ? " (this user may lock " + std::to_string(*limit / 1024) + " KiB)" : "";
    return refused("memory", reason(error) + may, kMemoryRemedy);
  }
  if (limit) {
    return refused("memory",
                   "locked as it is now; what a session allocates later may be "
                   "swapped out",
                   kMemoryRemedy);
  }
  return got("memory", "locked, with what is allocated later");
}

RealtimeItem touch_stack(RealtimeSystem& system) {
  if (const int error = system.touch_stack(kStackBytes); error != 0) {
    return refused("stack", reason(error), "raise the stack's limit: ulimit -s 8192");
  }
  return got("stack", std::to_string(kStackBytes / 1024) + " KiB are in memory");
}

std::string list_text(const std::vector<int>& cpus) {
  std::string text;
  for (const int cpu : cpus) text += (text.empty() ? "" : ",") + std::to_string(cpu);
  return text;
}

// "2-3,5": what is not a number ends the reading.
std::vector<int> parse_cpus(std::string_view text) {
  std::vector<int> cpus;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    int first = 0;
    auto read = std::from_chars(at, end, first);
    if (read.ec != std::errc()) break;
    int last = first;
    if (read.ptr != end && *read.ptr == '-') {
      read = std::from_chars(read.ptr + 1, end, last);
      if (read.ec != std::errc()) break;
    }
    for (int cpu = first; cpu <= last; ++cpu) cpus.push_back(cpu);
    at = read.ptr;
    if (at != end) ++at;
  }
  return cpus;
}

RealtimeItem pin(RealtimeSystem& system, bool before_others) {
  const std::string isolated = system.isolated_cpus();
  const std::vector<int> cpus = choose_cpus(isolated, system.allowed_cpus());
  if (cpus.empty()) return got("processor", "the only one");
  if (parse_cpus(isolated).empty() && !before_others) {
    return got("processor",
               "any: without a real-time priority it would wait for others");
  }
  if (const int error = system.run_on(cpus); error != 0) {
    return refused("processor", "not on " + list_text(cpus) + ": " + reason(error),
                   "allow these processors to the service (AllowedCPUs) or container");
  }
  if (const int error = system.keep_others_off(cpus); error != 0) {
    return refused(
        "processor", list_text(cpus) + ", though not for itself: " + reason(error),
        "allow several processors to the service (AllowedCPUs) or container");
  }
  return got("processor", list_text(cpus));
}

RealtimeItem tighten_timers(RealtimeSystem& system) {
  // A real-time thread has none; this is for where the priority was refused.
  if (const int error = system.set_timer_slack_ns(1); error != 0) {
    return refused("timer slack", reason(error), "use a kernel with PR_SET_TIMERSLACK");
  }
  return got("timer slack", "1 ns");
}

RealtimeItem stay_awake(RealtimeSystem& system, RealtimeSetup& setup) {
  auto [hold, error] = system.forbid_slow_sleep();
  setup.awake = std::move(hold);
  if (setup.awake) return got("sleep states", "none that is slow to wake from");
  if (error == ENOENT) {
    return refused("sleep states", "this kernel has no /dev/cpu_dma_latency",
                   "nothing, where the lateness is good; else a kernel with CPU_IDLE");
  }
  return refused("sleep states", "/dev/cpu_dma_latency: " + reason(error),
                 "let the user write it: a udev rule KERNEL==\"cpu_dma_latency\", "
                 "GROUP=\"gpio\", MODE=\"0660\"; docs/realtime.md");
}

}  // namespace

std::string RealtimeItem::text() const {
  if (got) return what + ": " + detail;
  return what + " refused: " + detail + "; " + remedy;
}

bool RealtimeSetup::complete() const {
  return std::all_of(items.begin(), items.end(),
                     [](const RealtimeItem& item) { return item.got; });
}

std::vector<int> choose_cpus(std::string_view isolated,
                             const std::vector<int>& allowed) {
  // The affinity of a fresh process leaves isolated processors out, so `allowed` says
  // nothing about them; the kernel refuses those that may not be used.
  if (std::vector<int> cpus = parse_cpus(isolated); !cpus.empty()) return cpus;
  if (allowed.size() > 1) return {allowed.back()};
  return {};
}

RealtimeSetup set_up_realtime(RealtimeSystem& system, const RealtimeRequest& request) {
  RealtimeSetup setup;
  const auto add = [&setup](RealtimeItem item) {
    setup.items.push_back(std::move(item));
  };
  // The limit first: no instant at real-time priority without it.
  if (request.longest_turn) add(limit_turn(system, *request.longest_turn));
  add(lock_memory(system));
  add(touch_stack(system));
  add(tighten_timers(system));
  add(stay_awake(system, setup));
  add(take_priority(system));
  add(pin(system, setup.items.back().got));
  return setup;
}

void keep_off_sessions(RealtimeSystem& system) {
  const std::vector<int> allowed = system.allowed_cpus();
  const std::vector<int> theirs = choose_cpus(system.isolated_cpus(), allowed);
  std::vector<int> others;
  std::set_difference(allowed.begin(), allowed.end(), theirs.begin(), theirs.end(),
                      std::back_inserter(others));
  // Refused, it stays where it is: that costs nothing but the sessions' ease.
  if (!others.empty()) static_cast<void>(system.run_on(others));
}

}  // namespace dyad::session
