#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "dyad/core/result.hpp"

namespace dyad::server {

// Starts programs from a thread of its own. A child inherits the niceness of the thread
// that starts it, and a process without privileges cannot lower it again: so this is
// made before the server's threads lower their priority, and keeps the usual one.
class Spawner {
 public:
  struct Plan {
    // [0] is the program's path. To itself, and in ps, it is called "dyad".
    std::vector<std::string> command;
    // {here, in the child}: what the child gets beside its standard streams. Standard
    // input is /dev/null; output and error are this process's error stream.
    std::vector<std::pair<int, int>> descriptors;
  };

  Spawner();
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;
  ~Spawner();

  // Waits until the program runs, about a millisecond. The child leads a process group
  // of its own: Ctrl-C in the daemon's terminal reaches the daemon alone, which then
  // ends the session in order. No other descriptor and no blocked signal gets into it.
  Result<pid_t> spawn(const Plan& plan);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::packaged_task<Result<pid_t>()> task_;
  bool stopping_ = false;
  std::thread thread_;
};

// Lowers the priority of the calling thread, and of what it starts later.
void lower_priority_of_this_thread();

}  // namespace dyad::server
