#include <csignal>
#include <fstream>

#include "gpio_sim/control_socket.hpp"
#include "gpio_sim/live_session.hpp"

namespace dyad::gpio_sim {
namespace {

constexpr milliseconds kBound{100};

// `dyad run --control` on real lines, with valves that are open.
class Control : public LiveSession {
 protected:
  void start_and_open_valves() {
    set_valve_open(milliseconds(900));
    more_arguments = {"--control", daemon.descriptor()};
    start();
    daemon.started();
    keep_lines_driven();
    coordinate();
    ASSERT_TRUE(becomes_open("left"));
    ASSERT_TRUE(becomes_open("right"));
  }
  void expect_closed_in_time() const {
    const std::int64_t begin = monotonic_ns();
    EXPECT_TRUE(becomes_closed("left", kBound));
    EXPECT_TRUE(becomes_closed("right", kBound));
    std::cout << "valves closed after " << (monotonic_ns() - begin) / 1000 << " µs\n";
  }

  ControlSocket daemon;
};

TEST_F(Control, ValvesCloseInTimeWhenTheDaemonDies) {
  start_and_open_valves();
  daemon.hang_up();
  expect_closed_in_time();
  expect_exit(3);
  const SessionLog ended = log();
  EXPECT_EQ(ended.faults(FaultKind::daemon_died).size(), 1U);
  EXPECT_EQ(ended.end_reason(), "daemon_died");
  EXPECT_EQ(processes_named("dyad-guard"), 0);
  expect_identical_replay();
}

TEST_F(Control, ValvesCloseInTimeWhenTheDaemonSaysEnd) {
  start_and_open_valves();
  daemon.send(R"({"do":"end"})");
  expect_closed_in_time();
  expect_exit(0);
  EXPECT_EQ(log().end_reason(), "operator");
  EXPECT_NE(daemon.heard().find(R"({"say":"ended","reason":"operator"})"),
            std::string::npos);
  EXPECT_NE(daemon.heard().find(R"("kind":"gpio","lost":false)"), std::string::npos);
  expect_identical_replay();
}

TEST_F(Control, ADaemonsDeathIsTheSessionsOwnWhenTheSessionIsKilledFirst) {
  start_and_open_valves();
  dyad->signal(SIGKILL);
  expect_closed_in_time();
  const SessionLog ended = log_when([](const SessionLog& log) { return log.ended(); });
  EXPECT_EQ(ended.end_reason(), "daemon_died");
}

// The lines of a rig that has an owner are not touched by a second dyad.
class RigOwner : public LiveSession {
 protected:
  std::unique_ptr<Child> second() const {
    return std::make_unique<Child>(
        folder / "second",
        std::vector<std::string>{"run", "--rig", folder / "rig.json", "--schedule",
                                 folder / "schedule.json", "--subjects", "C,D",
                                 "--data", data, "--seed", "1"});
  }
};

TEST_F(RigOwner, ASecondSessionIsToldWhoHasTheRig) {
  start();
  const auto other = second();
  const auto exit = other->wait(kSoon);
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->code, 3);
  EXPECT_NE(other->err().find("is in use by process"), std::string::npos)
      << other->err();
  EXPECT_NE(other->err().find("--subjects A,B"), std::string::npos) << other->err();
  stop(SIGTERM, 0);
}

TEST_F(RigOwner, AKilledSessionLeavesTheRigFree) {
  start();
  dyad->signal(SIGKILL);
  ASSERT_TRUE(dyad->wait(kSoon).has_value());
  // Its guard has the rig until the log is finished.
  ASSERT_TRUE(wait_for(kSoon, [] { return processes_named("dyad-guard") == 0; }));
  const auto other = second();
  EXPECT_FALSE(other->wait(milliseconds(500)).has_value()) << other->err();
  other->signal(SIGTERM);
  const auto exit = other->wait(kSoon);
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->code, 0) << other->err();
}

}  // namespace
}  // namespace dyad::gpio_sim
