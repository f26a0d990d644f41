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
#include "gpio_sim/sim_chip.hpp"

namespace dyad::gpio_sim {

using std::chrono::milliseconds;

inline constexpr milliseconds kSoon{5000};  // a deadline, for a busy host
// From the write that moves a line to the kernel's stamp, see README.md here.
inline constexpr Duration kStampTolerance = Duration::from_ms(50);
inline constexpr Duration kWindow = Duration::from_ms(750);

// A chip with two pokes, active low as on a Pi, and two valves; a rig and a
// schedule for it; and the real `dyad run` on them.
class LiveSession : public testing::Test {
 protected:
  LiveSession();
  void SetUp() override;
  void TearDown() override;
  // After a failure prints what dyad said and logged.
  void show_failure() const;

  // To be changed before start(). Rewards open a valve for valve_open.
  nlohmann::ordered_json rig;
  nlohmann::ordered_json schedule;
  void set_valve_open(milliseconds open);
  void set_debounce(milliseconds confirm, milliseconds lockout);

  std::vector<std::string> more_arguments;

  // Runs dyad. start() also waits for the session to begin.
  void launch();
  void start();

  // Sleeps until this time of the session.
  void until(milliseconds session_time) const;
  Time now() const;

  // Moves the beam of a seat's poke, "left" or "right"; the session time just before.
  Time poke(const std::string& seat) const { return move_beam(seat, true); }
  Time leave(const std::string& seat) const { return move_beam(seat, false); }
  // Both in, 30 ms apart, for 100 ms: a trial is coordinated, if one is open.
  void coordinate() const;

  bool valve_open(const std::string& seat) const { return chip.value("valve-" + seat); }
  bool becomes_open(const std::string& seat, milliseconds at_most = kSoon) const;
  bool becomes_closed(const std::string& seat, milliseconds at_most = kSoon) const;

  // From now on the lines stay as they were driven, whoever dies, as on a Pi: the
  // test holds the requests too.
  void keep_lines_driven();

  SessionLog log() const;
  using Wanted = std::function<bool(const SessionLog&)>;
  // The log shows it before the deadline, or the test fails.
  SessionLog log_when(const Wanted& wanted, milliseconds at_most = kSoon) const;
  // The trial outcomes so far have come to be this many.
  SessionLog log_after_trials(std::size_t trials) const;

  void stop(int signal, int expected_code);
  void expect_exit(int expected_code);
  void expect_identical_replay() const;

  SimChip chip{"dyad-sim", {"poke-left", "poke-right", "valve-left", "valve-right"}};
  std::filesystem::path folder;
  std::filesystem::path data;
  std::unique_ptr<Child> dyad;

 private:
  Time move_beam(const std::string& seat, bool broken) const;
  std::filesystem::path log_path() const;

  ClockAnchor anchor_;
  std::vector<int> held_;
};

}  // namespace dyad::gpio_sim
