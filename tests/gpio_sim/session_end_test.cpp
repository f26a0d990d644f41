#include <sys/mount.h>

#include <csignal>

#include "gpio_sim/live_session.hpp"

namespace dyad::gpio_sim {
namespace {

class SessionEnd : public LiveSession {
 protected:
  void end_by(int signal) {
    schedule["stages"][0]["iti_ms"]["coordinated"] = 10'000;  // no second trial
    set_valve_open(milliseconds(900));
    start();
    coordinate();
    ASSERT_TRUE(becomes_open("left"));
    stop(signal, 0);
    EXPECT_FALSE(valve_open("left"));
    EXPECT_FALSE(valve_open("right"));
    const SessionLog ended = log();
    EXPECT_EQ(ended.end_reason(), "operator");
    EXPECT_EQ(ended.actuations(ActuationStatus::cut), 2U);
    EXPECT_TRUE(ended.warnings.empty()) << ended.warnings[0];
    EXPECT_NE(dyad->out().find("Session ended (operator)"), std::string::npos)
        << dyad->out();
    EXPECT_NE(dyad->out().find("1: 1 coordinated"), std::string::npos) << dyad->out();
    EXPECT_EQ(processes_named("dyad-guard"), 0);
    expect_identical_replay();
  }
};

TEST_F(SessionEnd, SigtermClosesTheValvesAndCompletesTheLog) { end_by(SIGTERM); }

TEST_F(SessionEnd, SigintClosesTheValvesAndCompletesTheLog) { end_by(SIGINT); }

TEST_F(SessionEnd, TheDurationEndsASessionOfItself) {
  schedule["session"]["duration_s"] = 1;
  start();
  expect_exit(0);
  EXPECT_EQ(log().end_reason(), "duration");
  expect_identical_replay();
}

// A disk of its own for the log, as small as wanted.
class FullDisk : public LiveSession {
 protected:
  void mount_data(const char* options) {
    std::filesystem::create_directories(data);
    ASSERT_EQ(::mount("tmpfs", data.c_str(), "tmpfs", 0, options), 0)
        << "mounting needs root";
    mounted_ = true;
  }
  void expect_safe_end() const {
    const SessionLog ended = log();
    EXPECT_EQ(ended.error, "");
    EXPECT_TRUE(ended.warnings.empty()) << ended.warnings[0];
    EXPECT_EQ(ended.faults(FaultKind::log_full).size(), 1U);
    EXPECT_EQ(ended.end_reason(), "log_full");
    EXPECT_NE(dyad->err().find("No space left on device"), std::string::npos)
        << dyad->err();
    EXPECT_NE(dyad->err().find("Free space"), std::string::npos) << dyad->err();
    expect_identical_replay();
  }
  void TearDown() override {
    show_failure();
    dyad.reset();
    if (mounted_) ::umount2(data.c_str(), MNT_DETACH);
    LiveSession::TearDown();
  }

 private:
  bool mounted_ = false;
};

TEST_F(FullDisk, EndsTheSessionSafelyAndEverythingBeforeIsReadable) {
  mount_data("size=640k");
  set_debounce(milliseconds(0), milliseconds(0));
  for (const char* poke : {"poke_left", "poke_right"}) {
    rig["channels"][poke]["log_raw_edges"] = true;
  }
  start();
  bool broken = false;
  const bool ended_early = wait_for(4 * kSoon, [&] {
    broken = !broken;
    chip.pull("poke-left", !broken);
    chip.pull("poke-right", !broken);
    return dyad->wait(milliseconds(0)).has_value();
  });
  EXPECT_TRUE(ended_early) << "the disk did not get full";
  expect_exit(3);
  expect_safe_end();
  EXPECT_GT(log().notes<note::Response>().size(), 10U);
}

TEST_F(FullDisk, WithoutRoomForASessionItEndsAtItsBegin) {
  mount_data("size=64k");
  launch();
  expect_exit(3);
  expect_safe_end();
}

}  // namespace
}  // namespace dyad::gpio_sim
