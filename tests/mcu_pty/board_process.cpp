#include "mcu_pty/board_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <sstream>
#include <stdexcept>

namespace dyad::mcu_pty {
namespace {

namespace fs = std::filesystem;
using gpio_sim::monotonic_ns;
using gpio_sim::text_of;

constexpr std::chrono::milliseconds kSoon{10'000};

[[noreturn]] void become_board(const fs::path& folder, const std::string& step_us,
                               int script) {
  const std::string port = folder / "port";
  const std::string outputs = folder / "outputs";
  const int out = ::open((folder / "board").c_str(), O_CREAT | O_WRONLY, 0644);
  ::dup2(script, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::execl(DYAD_SIMULATED_UNO, "simulated_uno", DYAD_FIRMWARE_ELF, "--link",
          port.c_str(), "--poke", "-", "--outputs", outputs.c_str(), "--step-us",
          step_us.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

BoardProcess::BoardProcess(const fs::path& folder, const std::string& step_us)
    : folder_(folder) {
  fs::create_directories(folder_);
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  script_ = ends[1];
  pid_ = ::fork();
  if (pid_ == 0) become_board(folder_, step_us, ends[0]);
  ::close(ends[0]);
  // The port is told after the board's time has begun.
  const bool there = gpio_sim::wait_for(kSoon, [&] {
    return text_of(folder_ / "board").find('\n') != std::string::npos;
  });
  started_ns_ = monotonic_ns();
  if (!there) throw std::runtime_error("simulated_uno did not start");
}

BoardProcess::~BoardProcess() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
  ::close(script_);
}

std::int64_t BoardProcess::now_ms() const {
  return (monotonic_ns() - started_ns_) / 1'000'000;
}

void BoardProcess::say(const std::string& line) const {
  const std::string text = line + "\n";
  if (::write(script_, text.data(), text.size()) < 0) {
    throw std::runtime_error("simulated_uno is gone");
  }
}

void BoardProcess::level(std::int64_t at_ms, unsigned input, bool high) const {
  say(std::to_string(at_ms) + " " + std::to_string(input) + " " + (high ? "1" : "0"));
}

void BoardProcess::reset(std::int64_t at_ms) const {
  say(std::to_string(at_ms) + " reset");
}

std::vector<Change> BoardProcess::changes() const {
  std::vector<Change> changes;
  std::istringstream text(text_of(folder_ / "outputs"));
  for (Change change; text >> change.at_us >> change.output >> change.active;) {
    changes.push_back(change);
  }
  return changes;
}

bool BoardProcess::active(unsigned output) const {
  bool active = false;
  for (const Change& change : changes()) {
    if (change.output == output) active = change.active;
  }
  return active;
}

std::vector<PinPulse> BoardProcess::pulses(unsigned output) const {
  std::vector<PinPulse> pulses;
  std::int64_t start_us = -1;
  for (const Change& change : changes()) {
    if (change.output != output) continue;
    if (change.active) {
      start_us = change.at_us;
    } else if (start_us >= 0) {
      pulses.push_back({start_us, change.at_us});
      start_us = -1;
    }
  }
  return pulses;
}

}  // namespace dyad::mcu_pty
