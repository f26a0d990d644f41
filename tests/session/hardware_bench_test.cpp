#include "dyad/session/hardware_bench.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "session/fakes.hpp"

namespace dyad::session {
namespace {

constexpr ChannelIndex kPoke = 0;
constexpr ChannelIndex kValve = 2;
constexpr ChannelIndex kOtherValve = 3;

class HardwareBenchTest : public testing::Test, private HardwareBench::Listener {
 protected:
  HardwareBenchTest() {
    for (config::Channel& channel : rig_.channels) {
      channel.valve.max_open = Duration::from_ms(200);
    }
    bench_.begin(Time());
  }

  // Pumps at every wakeup up to and at t.
  void run_until(std::int64_t t_us) {
    const Time end = Time::from_us(t_us);
    for (Time next = bench_.next_wakeup(); next <= end; next = bench_.next_wakeup()) {
      bench_.pump(next);
      now_ = next;
      ASSERT_LT(++pumps_, 10'000) << "the bench keeps asking to be woken";
    }
    bench_.pump(end);
    now_ = end;
  }
  void pulse(ChannelIndex channel, std::int64_t duration_ms, std::int64_t count = 1,
             std::int64_t gap_ms = 100) {
    bench_.pulse({.number = 7,
                  .channel = channel,
                  .duration = Duration::from_ms(duration_ms),
                  .count = count,
                  .gap = Duration::from_ms(gap_ms)},
                 now_);
  }
  void flush(LeaseNumber lease, std::int64_t length_ms,
             const std::vector<ChannelIndex>& channels = {kValve}) {
    bench_.flush(lease, channels, Duration::from_ms(length_ms), now_);
  }

  config::Rig rig_ = two_poke_rig();
  FakeDevice device_;
  std::map<ChannelIndex, bool> lines_;
  std::vector<Actuation> pulses_;
  std::vector<std::string> ends_;
  HardwareBench bench_{rig_, {&device_}, *this};
  Time now_;

 private:
  void on_line(ChannelIndex channel, bool active) override { lines_[channel] = active; }
  void on_pulse(const PulseJob& job, std::int64_t done,
                const Actuation& pulse) override {
    EXPECT_EQ(job.number, 7);
    pulses_.push_back(pulse);
    EXPECT_EQ(done, static_cast<std::int64_t>(pulses_.size()));
  }
  void on_job_end(JobNumber job, const std::string& state,
                  const std::string& detail) override {
    EXPECT_EQ(job, 7);
    EXPECT_EQ(state == "failed", !detail.empty());
    ends_.push_back(state);
  }
  void on_flush_end(LeaseNumber lease, const std::string& reason,
                    const std::string& /*detail*/) override {
    ends_.push_back(std::to_string(lease) + " " + reason);
  }
  int pumps_ = 0;
};

using Ends = std::vector<std::string>;

TEST_F(HardwareBenchTest, TellsOfEveryLineAtFirstAndThenOfChanges) {
  EXPECT_EQ(lines_.size(), rig_.channels.size());
  EXPECT_FALSE(lines_[kPoke]);
  device_.poke(0, kPoke, 5000);
  run_until(6000);
  EXPECT_TRUE(lines_[kPoke]);
}

TEST_F(HardwareBenchTest, GivesPulsesOneAfterAnotherAndKeepsTheGap) {
  pulse(kValve, 30, 3, 100);
  EXPECT_TRUE(lines_[kValve]);
  run_until(1'000'000);
  ASSERT_EQ(pulses_.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(pulses_[i].duration, Duration::from_ms(30));
    EXPECT_EQ(pulses_[i].time, Time::from_us(static_cast<std::int64_t>(i) * 130'000));
  }
  EXPECT_EQ(ends_, Ends{"done"});
  EXPECT_FALSE(lines_[kValve]);
}

TEST_F(HardwareBenchTest, NoPulseOfAValveIsLongerThanItsMaxOpen) {
  pulse(kValve, 200);
  EXPECT_TRUE(ends_.empty());
  pulse(kOtherValve, 201);
  EXPECT_EQ(ends_, Ends{"failed"});
}

TEST_F(HardwareBenchTest, RefusesWhatCannotBeDone) {
  pulse(kPoke, 30);
  pulse(kNoChannel, 30);
  pulse(kValve, 0);
  pulse(kValve, 30, 0);
  pulse(kValve, 30, 2, -1);
  EXPECT_EQ(ends_, Ends(5, "failed"));
  EXPECT_TRUE(device_.running.empty());
  pulse(kValve, 30);
  pulse(kValve, 30);  // it is being moved already
  EXPECT_EQ(ends_, Ends(6, "failed"));
}

TEST_F(HardwareBenchTest, StoppingLeavesOutWhatHasNotBegun) {
  pulse(kValve, 30, 5);
  run_until(10'000);
  bench_.stop(7, now_);
  run_until(1'000'000);
  EXPECT_EQ(pulses_.size(), 1U);
  EXPECT_EQ(ends_, Ends{"stopped"});
  pulses_.clear();
  pulse(kValve, 30, 5);
  run_until(1'050'000);  // between two pulses
  bench_.stop(7, now_);
  EXPECT_EQ(ends_, (Ends{"stopped", "stopped"}));
}

TEST_F(HardwareBenchTest, AFlushEndsWithItsLeaseToTheMicrosecond) {
  flush(1, 500);
  std::vector<Duration> lengths;
  device_.on_actuate = [&] {};
  for (int ms = 0; ms < 600; ms += 10) {
    run_until(ms * 1000);
    if (!device_.running.empty()) {
      const Actuation& pulse = device_.running[0];
      EXPECT_LE(pulse.duration, Duration::from_ms(200));
      EXPECT_LE(pulse.time + pulse.duration, Time::from_us(500'000));
    }
    EXPECT_EQ(lines_[kValve], ms < 500) << ms;
  }
  EXPECT_EQ(ends_, Ends{"1 expired"});
}

TEST_F(HardwareBenchTest, ARenewedLeaseGoesOnButNoLongerThanTheLimit) {
  flush(1, 60'000);  // no lease is longer than 5 s
  run_until(4'900'000);
  EXPECT_TRUE(lines_[kValve]);
  for (int s = 5; s <= 130; s += 3) {
    flush(1, 5000);
    run_until(s * 1'000'000);
    if (s < 120) {
      EXPECT_TRUE(ends_.empty()) << s;
    }
    if (!ends_.empty()) break;
  }
  EXPECT_EQ(ends_, Ends{"1 limit"});
  EXPECT_EQ(now_ >= Time::from_us(120'000'000), true);
  EXPECT_TRUE(device_.running.empty());
}

TEST_F(HardwareBenchTest, LettingGoOfAFlushClosesItsValvesAtOnce) {
  flush(1, 5000, {kValve, kOtherValve});
  run_until(50'000);
  EXPECT_EQ(device_.running.size(), 2U);
  bench_.unflush(1, now_);
  EXPECT_TRUE(device_.running.empty());
  EXPECT_FALSE(lines_[kValve]);
  EXPECT_EQ(ends_, Ends{"1 released"});
  run_until(1'000'000);
  EXPECT_TRUE(device_.running.empty());
}

TEST_F(HardwareBenchTest, LettingGoOfAFlushLeavesAnotherPulseWhole) {
  pulse(kOtherValve, 150);
  flush(1, 5000);
  run_until(50'000);
  bench_.unflush(1, now_);
  run_until(1'000'000);
  ASSERT_EQ(pulses_.size(), 1U);
  EXPECT_EQ(pulses_[0].status, ActuationStatus::done);
  EXPECT_EQ(ends_, (Ends{"1 released", "done"}));
  EXPECT_FALSE(lines_[kValve]);
  EXPECT_TRUE(device_.running.empty());
}

TEST_F(HardwareBenchTest, AFlushLetGoOfBesideAPulseClosesAtTheEndOfItsOwn) {
  flush(1, 5000);
  pulse(kOtherValve, 150, 3, 10);
  run_until(50'000);
  bench_.unflush(1, now_);
  bench_.flush(1, {kValve}, Duration::from_s(5), now_);  // it is still open
  run_until(199'000);
  EXPECT_TRUE(lines_[kValve]) << "until its max_open, 200 ms";
  run_until(200'000);
  EXPECT_FALSE(lines_[kValve]);
  run_until(1'000'000);
  EXPECT_FALSE(lines_[kValve]);
  EXPECT_EQ(pulses_.size(), 3U);
  EXPECT_EQ(ends_, (Ends{"1 released", "1 failed", "done"}));
  flush(1, 5000);
  EXPECT_TRUE(lines_[kValve]);
}

TEST_F(HardwareBenchTest, LettingGoOfAFlushLeavesAnotherFlushOpen) {
  flush(1, 5000);
  flush(2, 1000, {kOtherValve});
  run_until(50'000);
  bench_.unflush(1, now_);
  run_until(200'000);
  EXPECT_FALSE(lines_[kValve]);
  EXPECT_TRUE(lines_[kOtherValve]);
  run_until(999'000);
  EXPECT_FALSE(lines_[kValve]);
  EXPECT_TRUE(lines_[kOtherValve]);
  run_until(1'100'000);
  EXPECT_FALSE(lines_[kOtherValve]);
  EXPECT_EQ(ends_, (Ends{"1 released", "2 expired"}));
}

TEST_F(HardwareBenchTest, APulseThatHasNotBegunKeepsNoFlushOpen) {
  pulse(kOtherValve, 30, 2, 500);
  flush(1, 5000);
  run_until(100'000);  // in the gap
  bench_.unflush(1, now_);
  EXPECT_FALSE(lines_[kValve]);
  run_until(1'000'000);
  EXPECT_EQ(pulses_.size(), 2U);
  EXPECT_EQ(ends_, (Ends{"1 released", "done"}));
}

TEST_F(HardwareBenchTest, OnlyValvesAreFlushed) {
  flush(1, 500, {kPoke});
  flush(2, 500, {});
  EXPECT_EQ(ends_, (Ends{"1 failed", "2 failed"}));
}

TEST_F(HardwareBenchTest, ALostDeviceFailsWhatRunsOnIt) {
  pulse(kValve, 30, 5);
  flush(1, 5000, {kOtherValve});
  device_.lose(FaultKind::device_lost, 0);
  run_until(10'000);
  EXPECT_EQ(ends_, (Ends{"failed", "1 failed"}));
  EXPECT_EQ(pulses_.at(0).status, ActuationStatus::unknown);
  pulse(kValve, 30);
  EXPECT_EQ(ends_.size(), 3U);
}

TEST_F(HardwareBenchTest, ADeviceThatRefusesFailsTheJob) {
  device_.broken = true;
  pulse(kValve, 30);
  flush(1, 5000, {kValve, kOtherValve});
  EXPECT_EQ(ends_, (Ends{"failed", "1 failed"}));
}

TEST_F(HardwareBenchTest, ClosingEndsEverything) {
  pulse(kValve, 30, 5);
  flush(1, 5000, {kOtherValve});
  run_until(10'000);
  EXPECT_TRUE(bench_.close(now_));
  EXPECT_TRUE(device_.running.empty());
  EXPECT_FALSE(lines_[kValve]);
  EXPECT_FALSE(lines_[kOtherValve]);
}

}  // namespace
}  // namespace dyad::session
