#include "firmware/lockstep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace dyad::firmware_test {
namespace {

// Sends one byte each period, and notes when each echo comes.
class Pinger : public Host {
 public:
  explicit Pinger(std::int64_t period_us)
      : period_us_(period_us), next_us_(period_us) {}

  void receive(std::span<const std::uint8_t> bytes, std::int64_t now_us) override {
    for (const std::uint8_t byte : bytes) received.push_back({now_us, byte});
  }
  void wake(std::int64_t now_us, std::vector<std::uint8_t>& out) override {
    if (now_us < next_us_) return;
    sent_us.push_back(now_us);
    out.push_back('p');
    next_us_ += period_us_;
  }
  std::int64_t next_wakeup_us() const override { return next_us_; }

  std::vector<std::int64_t> sent_us;
  std::vector<WireByte> received;

 private:
  std::int64_t period_us_;
  std::int64_t next_us_;
};

class LockstepTest : public ::testing::Test {
 protected:
  SimulatedBoard board_{DYAD_ECHO_BOARD_ELF};
  Pinger host_{10'000};
};

TEST_F(LockstepTest, EchoComesBackInItsTime) {
  Lockstep lockstep(board_, host_);
  lockstep.run_until(1'000'000);
  EXPECT_EQ(lockstep.now_us(), 1'000'000);
  ASSERT_EQ(host_.sent_us.size(), 100U);
  ASSERT_EQ(host_.received.size(), 3U + 99);  // the last one is under way
  for (std::size_t i = 0; i < 99; ++i) {
    EXPECT_EQ(host_.sent_us[i], static_cast<std::int64_t>(10'000 * (i + 1)));
    EXPECT_EQ(host_.received[i + 3].byte, 'p');
    // There and back are 40 us on the wire.
    EXPECT_GE(host_.received[i + 3].due_us, host_.sent_us[i] + 40);
    EXPECT_LE(host_.received[i + 3].due_us, host_.sent_us[i] + 60);
  }
}

TEST_F(LockstepTest, FaultsAreThoseOfTheWires) {
  Lockstep lockstep(
      board_, host_,
      {.to_board = {.lost_ppm = 200'000}, .to_host = {.latency_us = 900}});
  lockstep.run_until(10'000'000);
  EXPECT_NEAR(static_cast<double>(host_.received.size()), 800, 60);
  EXPECT_GE(host_.received.back().due_us % 10'000, 940);
}

TEST_F(LockstepTest, CutAndMended) {
  Lockstep lockstep(board_, host_);
  lockstep.run_until(105'000);
  lockstep.cut();
  const std::size_t before = host_.received.size();
  lockstep.run_until(205'000);
  EXPECT_EQ(host_.received.size(), before);
  lockstep.mend();
  lockstep.run_until(305'000);
  EXPECT_EQ(host_.received.size(), before + 10);
}

TEST_F(LockstepTest, BoardsClockMayBeFast) {
  Lockstep lockstep(board_, host_, {.ppm = 1000});
  lockstep.run_until(1'000'000);
  EXPECT_NEAR(static_cast<double>(board_.cycle()), 16'016'000, 4);
}

TEST_F(LockstepTest, RunsIdleTimeFast) {
  Lockstep lockstep(board_, host_);
  const auto start = std::chrono::steady_clock::now();
  lockstep.run_until(60'000'000);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  RecordProperty("virtual_s_per_s", std::to_string(60 / took.count()));
  EXPECT_LT(took.count(), 60);  // many times faster in fact
  EXPECT_EQ(host_.received.size(), 3U + 5999);
}

TEST(Crystal, GoesThereAndBack) {
  for (const double ppm : {0.0, 100.0, -100.0, 5000.0}) {
    for (const double ramp : {0.0, 0.05, -0.05}) {
      const Crystal crystal(ppm, ramp);
      std::uint64_t last = 0;
      for (std::int64_t us = 0; us < 3'600'000'000; us = us * 3 + 1) {
        const std::uint64_t cycle = crystal.cycle_at(us);
        EXPECT_EQ(crystal.true_us(cycle), us);
        EXPECT_GE(cycle, last);
        last = cycle;
      }
    }
  }
}

TEST(Crystal, RampAddsUp) {
  // 0 to 36 ppm in an hour: 18 in the mean.
  const Crystal crystal(0, 0.01);
  const std::int64_t hour_us = 3'600'000'000;
  const auto ahead =
      static_cast<std::int64_t>(crystal.cycle_at(hour_us) / kCyclesPerUs) - hour_us;
  EXPECT_NEAR(static_cast<double>(ahead), 18e-6 * 3600e6, 1);
}

}  // namespace
}  // namespace dyad::firmware_test
