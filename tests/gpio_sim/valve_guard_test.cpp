#include <csignal>

#include "gpio_sim/live_session.hpp"

namespace dyad::gpio_sim {
namespace {

constexpr milliseconds kBound{100};
constexpr milliseconds kOpen{900};  // a pulse that is far from over when it is cut

class ValveGuard : public LiveSession {
 protected:
  // A session whose two valves have just opened. Nobody who merely dies closes them.
  void start_and_open_valves() {
    set_valve_open(kOpen);
    start();
    keep_lines_driven();
    coordinate();
    ASSERT_TRUE(becomes_open("left"));
    ASSERT_TRUE(becomes_open("right"));
  }

  void expect_closed_in_time() {
    const std::int64_t begin = monotonic_ns();
    EXPECT_TRUE(becomes_closed("left", kBound));
    EXPECT_TRUE(becomes_closed("right", kBound));
    const auto took = Duration::from_us((monotonic_ns() - begin) / 1000);
    EXPECT_LE(took, Duration::from_ms(kBound.count()));
    RecordProperty("closed_after_us", std::to_string(took.us()));
    std::cout << "valves closed after " << took.us() << " µs\n";
  }
};

TEST_F(ValveGuard, ValvesCloseInTimeWhenDyadIsKilledAndTheLogIsFinished) {
  start_and_open_valves();
  dyad->signal(SIGKILL);
  expect_closed_in_time();
  ASSERT_TRUE(dyad->wait(kSoon).has_value());
  const SessionLog ended = log_when([](const SessionLog& log) { return log.ended(); });
  EXPECT_EQ(ended.rewards().size(), 2U);
  EXPECT_EQ(ended.faults(FaultKind::daemon_died).size(), 1U);
  EXPECT_EQ(ended.end_reason(), "daemon_died");
  EXPECT_TRUE(wait_for(kSoon, [] { return processes_named("dyad-guard") == 0; }));
  EXPECT_FALSE(valve_open("left"));
  EXPECT_FALSE(valve_open("right"));
  expect_identical_replay();
}

TEST_F(ValveGuard, ValvesCloseInTimeWhenDyadStallsAndTheSessionEndsWhenItGoesOn) {
  start_and_open_valves();
  dyad->signal(SIGSTOP);
  expect_closed_in_time();
  dyad->signal(SIGCONT);
  expect_exit(3);
  const SessionLog ended = log();
  EXPECT_EQ(ended.faults(FaultKind::guard_acted).size(), 1U);
  EXPECT_EQ(ended.end_reason(), "guard_acted");
  EXPECT_NE(dyad->err().find("valve guard"), std::string::npos) << dyad->err();
  EXPECT_EQ(processes_named("dyad-guard"), 0);
  EXPECT_FALSE(valve_open("left"));
  expect_identical_replay();
}

}  // namespace
}  // namespace dyad::gpio_sim
