#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gpio_sim/child.hpp"

namespace dyad::mcu_pty {

// One change of an output, as the board itself saw it.
struct Change {
  std::int64_t at_us = 0;  // of the board's time
  unsigned output = 0;
  bool active = false;
};

// A pulse on an output's pin.
struct PinPulse {
  std::int64_t start_us = 0;
  std::int64_t end_us = 0;
  std::int64_t length_us() const { return end_us - start_us; }
};

// The program simulated_uno with dyad's firmware: a board at a port, whose pins are
// moved, and seen, from here.
class BoardProcess {
 public:
  // Ready for dyad once this returns. Its files go to `folder`.
  explicit BoardProcess(const std::filesystem::path& folder,
                        const std::string& step_us = "200");
  BoardProcess(const BoardProcess&) = delete;
  BoardProcess& operator=(const BoardProcess&) = delete;
  ~BoardProcess();

  std::string port() const { return (folder_ / "port").string(); }

  // The board's time now, to some ms.
  std::int64_t now_ms() const;

  // Lines of its script; a step whose time has passed is taken at once.
  void level(std::int64_t at_ms, unsigned input, bool high) const;
  void reset(std::int64_t at_ms) const;

  std::vector<Change> changes() const;
  bool active(unsigned output) const;
  // Those that have ended.
  std::vector<PinPulse> pulses(unsigned output) const;

 private:
  void say(const std::string& line) const;

  std::filesystem::path folder_;
  pid_t pid_ = -1;
  int script_ = -1;
  std::int64_t started_ns_ = 0;
};

}  // namespace dyad::mcu_pty
