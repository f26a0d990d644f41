#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dyad::gpio_sim {

// How a process ended.
struct Exit {
  int code = -1;   // -1: by a signal
  int signal = 0;  // 0: it exited
};

// A running dyad. Its outputs go to files in `folder`. Killed at the end, if it
// still lives.
class Child {
 public:
  Child(const std::filesystem::path& folder, std::vector<std::string> arguments,
        const std::string& program = DYAD_BINARY);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  // Duplicates of its descriptors of this kind, as /proc shows it; the caller closes
  // them. Needs the right to trace it.
  std::vector<int> descriptors_like(const std::string& kind) const;
  // None if it has not ended by then.
  std::optional<Exit> wait(std::chrono::milliseconds at_most);

  // What it has written so far.
  std::string out() const;
  std::string err() const;

 private:
  std::filesystem::path folder_;
  pid_t pid_ = -1;
  std::optional<Exit> exit_;
};

std::string text_of(const std::filesystem::path& file);

// How many processes carry this name, as ps shows it.
int processes_named(const std::string& name);

// The instant of CLOCK_MONOTONIC, in nanoseconds; and a sleep until one.
std::int64_t monotonic_ns();
void sleep_until_ns(std::int64_t monotonic);

// Asks every 2 ms. False if the deadline came first.
template <typename Condition>
bool wait_for(std::chrono::milliseconds at_most, Condition condition) {
  const std::int64_t deadline =
      monotonic_ns() + std::chrono::nanoseconds(at_most).count();
  while (!condition()) {
    const std::int64_t now = monotonic_ns();
    if (now >= deadline) return false;
    sleep_until_ns(now + 2'000'000);
  }
  return true;
}

}  // namespace dyad::gpio_sim
