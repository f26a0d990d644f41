#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/core/time.hpp"
#include "dyad/session/realtime_system.hpp"

namespace dyad::session {

// Of the session's thread, under SCHED_FIFO. Below 50, at which the kernel runs its
// interrupt threads: those bring the very edges that the session waits for, and on a
// kernel with PREEMPT_RT a session above them would hold them up. Above everything
// that has no real-time priority.
inline constexpr int kSessionPriority = 40;

// A turn takes far less than a millisecond. One of a second is a bug, and would hold
// up whatever else runs on that processor; the valve guard sees it after 50 ms.
inline constexpr Duration kLongestTurn = Duration::from_s(1);

// One thing that was asked of the machine.
struct RealtimeItem {
  std::string what;    // "priority"
  bool got = false;    // whole
  std::string detail;  // what it is now, or what the machine said
  std::string remedy;  // empty where got

  std::string text() const;  // one line
};

struct RealtimeRequest {
  // Ends a process whose loop spins. None: a simulated session, which may well compute
  // for long without a pause, to keep up with its speed.
  std::optional<Duration> longest_turn = kLongestTurn;
};

// What was got and what was not. Nothing that is refused stops a session. Sleep states
// stay forbidden as long as this lives; all else, as long as the thread or the process.
struct RealtimeSetup {
  std::vector<RealtimeItem> items;
  std::unique_ptr<RealtimeSystem::Hold> awake;

  bool complete() const;
};

// Call it on the thread that runs the session's loop, last: after the valve guard was
// forked and the log's writer and every other thread was started. Those keep the
// priority they have, and leave the session's processor to it; a later thread gets no
// real-time priority, but runs on that processor.
RealtimeSetup set_up_realtime(RealtimeSystem& system, const RealtimeRequest& request);

// Where a session should run: on the isolated processors if there are any, as nothing
// else is put there. Else, of several that are allowed, on the last: the kernel's own
// work and most interrupts are on the first. Of one, anywhere (empty).
std::vector<int> choose_cpus(std::string_view isolated,
                             const std::vector<int>& allowed);

// For those who share the machine with sessions, and inherit their threads' processors
// from this one: the calling thread leaves the sessions' processor to them, where it
// may use another.
void keep_off_sessions(RealtimeSystem& system);

}  // namespace dyad::session
