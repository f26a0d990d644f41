#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "dyad/device/sim_device.hpp"
#include "dyad/session/clocks.hpp"
#include "dyad/session/live_loop.hpp"
#include "dyad/session/simulated_loop.hpp"
#include "session/fakes.hpp"

namespace dyad::session {
namespace {

config::Rig rig_with_mice() {
  config::Rig rig = two_poke_rig();
  config::VirtualMouse leader;
  leader.behaviour = config::Behaviour::poisson;
  leader.mean_interval = Duration::from_s(2);
  leader.hold = Duration::from_ms(100);
  config::VirtualMouse follower = leader;
  follower.subject = 1;
  follower.behaviour = config::Behaviour::waiter;
  follower.reaction_min = Duration::from_ms(100);
  follower.reaction_mean = Duration::from_ms(300);
  rig.devices[0].kind = config::SimDevice{{leader, follower}};
  for (config::Channel& channel : rig.channels) {
    channel.valve.budget_open = Duration::from_s(60);
  }
  return rig;
}

VectorSink simulate(std::optional<Speed> speed, std::uint64_t seed,
                    Duration duration = Duration::from_s(60)) {
  const config::Rig rig = rig_with_mice();
  task::Plan plan = plan_for(rig);
  plan.duration = duration;
  device::SimDevice device(rig, 0, seed);
  VectorSink sink;
  Session session({.rig = rig,
                   .plan = plan,
                   .seed = seed,
                   .devices = {&device},
                   .log = sink,
                   .on_fault = {}});
  VirtualClock clock;
  SimulatedLoop(session, clock, speed, {}).run();
  EXPECT_TRUE(session.finished());
  return sink;
}

TEST(SimulatedLoop, TheSameSeedGivesTheSameRecordsAtAnySpeed) {
  const auto at_once = simulate(std::nullopt, 1, Duration::from_s(10));
  const auto paced = simulate(Speed{200, 1}, 1, Duration::from_s(10));
  EXPECT_GT(at_once.records.size(), 20U);
  EXPECT_EQ(at_once.records, paced.records);
}

std::uint64_t wakeups_counted(std::optional<Speed> speed) {
  const config::Rig rig = rig_with_mice();
  task::Plan plan = plan_for(rig);
  plan.duration = Duration::from_s(10);
  device::SimDevice device(rig, 0, 1);
  VectorSink sink;
  Session session({.rig = rig,
                   .plan = plan,
                   .seed = 1,
                   .devices = {&device},
                   .log = sink,
                   .on_fault = {}});
  VirtualClock clock;
  SimulatedLoop loop(session, clock, speed, {});
  loop.run();
  return loop.lateness().count();
}

TEST(SimulatedLoop, IsLateOnlyWhereItWaits) {
  EXPECT_EQ(wakeups_counted(std::nullopt), 0U);
  EXPECT_GT(wakeups_counted(Speed{200, 1}), 0U);
}

TEST(SimulatedLoop, AnotherSeedGivesAnotherSession) {
  EXPECT_NE(simulate(std::nullopt, 1).records, simulate(std::nullopt, 2).records);
}

TEST(SimulatedLoop, ASignalEndsTheSessionInOrder) {
  const config::Rig rig = rig_with_mice();
  const task::Plan plan = plan_for(rig);
  device::SimDevice device(rig, 0, 1);
  VectorSink sink;
  Session session({.rig = rig,
                   .plan = plan,
                   .seed = 1,
                   .devices = {&device},
                   .log = sink,
                   .on_fault = {}});
  VirtualClock clock;
  SimulatedLoop(session, clock, std::nullopt, [&](Time now) {
    if (now > Time::from_us(20'000'000)) raise(SIGTERM);
  }).run();
  EXPECT_EQ(session.end_reason(), "operator");
  EXPECT_TRUE(std::holds_alternative<log::End>(sink.records.back()));
  EXPECT_LT(clock.now(), Time::from_us(60'000'000));
}

// An eventfd for a device: every readiness is an onset on channel 0.
class EventDevice final : public device::Device {
 public:
  EventDevice() : descriptors_{eventfd(0, EFD_NONBLOCK)} {}
  ~EventDevice() override { close(descriptors_[0]); }

  void poke() {
    const std::uint64_t one = 1;
    ASSERT_EQ(write(descriptors_[0], &one, sizeof one), 8);
  }
  void poll(Time now, device::Report& report) override {
    std::uint64_t count = 0;
    if (read(descriptors_[0], &count, sizeof count) == 8) {
      Input input;
      input.time = now;
      input.source = 0;
      input.sequence = ++sequence_;
      input.channel = 0;
      input.active = true;
      report.inputs.push_back(input);
    }
    watermark_ = now;
  }
  Time watermark() const override { return watermark_; }
  Duration lateness_bound() const override { return Duration::from_ms(5); }
  std::optional<Time> next_wakeup() const override { return std::nullopt; }
  std::span<const int> descriptors() const override { return descriptors_; }
  Status actuate(const Command&, Time) override { return Ok{}; }
  void close_outputs(Time, device::Report&) override { ++closed; }
  bool lost() const override { return false; }

  int closed = 0;

 private:
  std::array<int, 1> descriptors_;
  std::uint64_t sequence_ = 0;
  Time watermark_;
};

class LiveLoopTest : public testing::Test {
 protected:
  void run(Duration duration, LiveLoop::AfterPump after_pump) {
    plan_.duration = duration;
    session_.emplace(Session::Parts{.rig = rig_,
                                    .plan = plan_,
                                    .seed = 1,
                                    .devices = {&device_},
                                    .log = sink_,
                                    .on_fault = {}});
    const ClockAnchor anchor = anchor_now();
    const MonotonicClock clock(anchor);
    LiveLoop loop(*session_, clock, anchor, {&device_}, std::move(after_pump));
    loop.run();
    lateness_ = loop.lateness();
  }

  config::Rig rig_ = two_poke_rig();
  task::Plan plan_ = plan_for(rig_);
  EventDevice device_;
  VectorSink sink_;
  std::optional<Session> session_;
  LoopLateness lateness_;
};

TEST_F(LiveLoopTest, ATurnThatTakesLongShowsInTheLateness) {
  int turns = 0;
  run(Duration::from_ms(100), [&](Time) {
    // The next wakeup was due 10 ms after the turn began.
    if (++turns == 2) usleep(30'000);
  });
  EXPECT_GE(lateness_.count(), 2U);
  EXPECT_GE(lateness_.max(), Duration::from_ms(20));
}

TEST_F(LiveLoopTest, EndsAtTheDurationByItself) {
  run(Duration::from_ms(50), {});
  EXPECT_EQ(session_->end_reason(), "duration");
  EXPECT_GE(device_.closed, 1);
}

TEST_F(LiveLoopTest, AReadableDescriptorIsAnInput) {
  int pokes = 0;
  run(Duration::from_s(20), [&](Time) {
    if (pokes < 3 && sink_.all<Input>().size() == static_cast<std::size_t>(pokes) + 1) {
      ++pokes;
      device_.poke();
    } else if (sink_.all<Input>().size() == 4) {
      raise(SIGTERM);
    }
  });
  EXPECT_EQ(session_->tally().responses[0], 3U);
}

TEST_F(LiveLoopTest, IsNeverAsleepLongerThanItsLease) {
  std::vector<Time> pumps;
  run(Duration::from_ms(200), [&](Time now) { pumps.push_back(now); });
  // Twenty are due; a busy machine may be late for some, not for most.
  EXPECT_GE(pumps.size(), 5U);
}

TEST_F(LiveLoopTest, ASignalEndsTheSessionInOrder) {
  run(Duration::from_s(60), [](Time) { raise(SIGTERM); });
  EXPECT_EQ(session_->end_reason(), "operator");
  EXPECT_TRUE(std::holds_alternative<log::End>(sink_.records.back()));
}

}  // namespace
}  // namespace dyad::session
