#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gpio_sim/child.hpp"
#include "gpio_sim/session_log.hpp"
#include "mcu_pty/board_process.hpp"

namespace dyad::mcu_pty {

using gpio_sim::Child;
using gpio_sim::SessionLog;
using gpio_sim::wait_for;
using std::chrono::milliseconds;

inline constexpr milliseconds kSoon{15'000};  // a deadline, for a busy host
inline constexpr unsigned kLeft = 0;          // input, output and seat
inline constexpr unsigned kRight = 1;
inline constexpr std::int64_t kWindow_ms = 750;

// The real dyad, and a folder of its own for it.
class PtyTest : public testing::Test {
 protected:
  PtyTest();
  void SetUp() override;
  void TearDown() override;

  // To be changed before run().
  nlohmann::ordered_json rig;  // everything on one Uno, at `port`
  nlohmann::ordered_json schedule;
  void set_port(const std::string& port) { rig["devices"]["uno"]["port"] = port; }
  void set_valve_open(milliseconds open);

  // A dyad command, to its end.
  struct Ran {
    int exit_code = -1;
    std::string out;
    std::string err;
  };
  Ran dyad(const std::vector<std::string>& arguments,
           milliseconds at_most = kSoon) const;
  std::vector<std::string> run_arguments() const;
  void write_files() const;
  std::vector<std::string> logs() const;

  std::filesystem::path folder;
};

// A session on a simulated board.
class PtySession : public PtyTest {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Runs dyad, and waits for the session to begin.
  void start();

  // Moves the beam of a poke, so long after now by the board's clock.
  void poke(unsigned seat, std::int64_t in_ms, std::int64_t for_ms = 100) const;
  // From now on poke() counts from here.
  void mark() { mark_ms_ = board->now_ms() + 20; }
  std::int64_t mark_ms() const { return mark_ms_; }

  SessionLog log() const;
  using Wanted = std::function<bool(const SessionLog&)>;
  SessionLog log_when(const Wanted& wanted) const;
  SessionLog log_after_trials(std::size_t trials) const;

  void stop(int signal, int expected_code);
  void expect_identical_replay() const;

  std::unique_ptr<BoardProcess> board;
  std::unique_ptr<Child> session;

 private:
  std::int64_t mark_ms_ = 0;
};

}  // namespace dyad::mcu_pty
