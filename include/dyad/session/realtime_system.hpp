#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dyad/core/time.hpp"

namespace dyad::session {

// The system calls of the real-time set-up, about the calling thread or this process.
// A function that returns int yields 0 or the errno.
class RealtimeSystem {
 public:
  virtual ~RealtimeSystem() = default;

  virtual int highest_priority() const = 0;  // under SCHED_FIFO; 0: none
  // SCHED_FIFO for this thread, not for those that it starts.
  virtual int use_fifo(int priority) = 0;
  // The process is ended if a real-time thread of it runs so long without a pause.
  virtual int limit_run_without_pause(Duration limit) = 0;

  virtual std::optional<std::uint64_t> lockable_bytes() const = 0;  // none: no limit
  virtual int lock_memory(bool also_future) = 0;
  virtual int touch_stack(std::size_t bytes) = 0;  // ENOMEM: it is not that large

  virtual std::string isolated_cpus() const = 0;         // as the kernel lists: "2-3,5"
  virtual std::vector<int> allowed_cpus() const = 0;     // rising
  virtual int run_on(const std::vector<int>& cpus) = 0;  // this thread
  // This process's other threads, each as far as that leaves it one.
  virtual int keep_others_off(const std::vector<int>& cpus) = 0;

  virtual int set_timer_slack_ns(unsigned long ns) = 0;

  // Whoever keeps it forbids the processors' slow sleep states.
  class Hold {
   public:
    virtual ~Hold() = default;
  };
  struct Held {
    std::unique_ptr<Hold> hold;  // none: see error
    int error = 0;
  };
  virtual Held forbid_slow_sleep() = 0;
};

// This machine.
std::unique_ptr<RealtimeSystem> linux_realtime_system();

}  // namespace dyad::session
