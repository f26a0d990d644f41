#include "dyad/server/spawner.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace dyad::server {
namespace {

constexpr int kNiceness = 10;
// Above every number a child is given, so that no copy overwrites the next.
constexpr int kFirstCopy = 64;

class Actions {
 public:
  Actions() { posix_spawn_file_actions_init(&actions_); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions() {
    posix_spawn_file_actions_destroy(&actions_);
    for (const int copy : copies_) ::close(copy);
  }

  bool give(const std::vector<std::pair<int, int>>& descriptors) {
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    int last = STDERR_FILENO;
    for (const auto& [here, there] : descriptors) {
      const int copy = ::fcntl(here, F_DUPFD_CLOEXEC, kFirstCopy);
      if (copy < 0) return false;
      copies_.push_back(copy);
      posix_spawn_file_actions_adddup2(&actions_, copy, there);
      last = there > last ? there : last;
    }
    posix_spawn_file_actions_addclosefrom_np(&actions_, last + 1);
    return true;
  }

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
  std::vector<int> copies_;
};

class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

Error cannot_start(const std::string& program, int code) {
  return {
      "'" + program + "' cannot be started: " + std::generic_category().message(code),
      "Check that dyad is installed completely, and that the machine has memory."};
}

Result<pid_t> spawn_here(const Spawner::Plan& plan) {
  const std::string& program = plan.command[0];
  std::vector<std::string> words = plan.command;
  words[0] = "dyad";
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  Actions actions;
  if (!actions.give(plan.descriptors)) return cannot_start(program, errno);
  const Attributes attributes;
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, program.c_str(), actions.get(), attributes.get(),
                                 argv.data(), environ);
  if (failed != 0) return cannot_start(program, failed);
  return pid;
}

}  // namespace

Spawner::Spawner() : thread_([this] { work(); }) {}

Spawner::~Spawner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

Result<pid_t> Spawner::spawn(const Plan& plan) {
  std::future<Result<pid_t>> started;
  {
    const std::lock_guard lock(mutex_);
    task_ = std::packaged_task<Result<pid_t>()>([&plan] { return spawn_here(plan); });
    started = task_.get_future();
  }
  wake_.notify_one();
  return started.get();
}

void Spawner::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || task_.valid(); });
    if (stopping_) return;
    task_();
    task_ = {};
  }
}

void lower_priority_of_this_thread() {
  // On Linux a thread has a niceness of its own. Refused: it stays as it is, which
  // costs nothing but the head start of the session.
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, kNiceness));
}

}  // namespace dyad::server
