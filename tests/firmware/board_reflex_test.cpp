#include <gtest/gtest.h>

#include "dyad/core/random.hpp"
#include "firmware/bench.hpp"
#include "firmware/distribution.hpp"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::ArmAnswer;
using dyad_firmware::ReflexDecision;

constexpr std::int64_t kConfirm_us = 1000;
constexpr double kWorst_us = 100;

struct Trial {
  unsigned number = 1;
  std::uint32_t opens_at = 0;  // ticks
  std::uint32_t window_ticks = ticks_of_us(750'000);
  bool repeat_restarts = false;
  unsigned token = 1;  // and the next, for out0 and out1
  std::int64_t pulse_us = 1000;
};

Bytes arm(const Trial& trial) {
  Payload payload;
  payload.u16(trial.number)
      .u32(trial.opens_at)
      .u32(trial.window_ticks)
      .u8(trial.repeat_restarts ? 1 : 0)
      .u8(2);
  for (unsigned subject = 0; subject < 2; ++subject) {
    payload.u8(1U << subject)
        .u8(subject)
        .u16(trial.token + subject)
        .u32(ticks_of_us(trial.pulse_us));
  }
  return payload;
}

class BoardReflex : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(bench_.start_all(kConfirm_us, 2000)); }

  std::uint32_t now_ticks() {
    return static_cast<std::uint32_t>(
        (bench_.board().cycle() - bench_.board().counter_start()) / kCyclesPerTick);
  }
  void arm_trial(Trial trial) {
    if (trial.opens_at == 0) trial.opens_at = now_ticks();
    bench_.host().command(MessageType::arm, arm(trial));
    ASSERT_TRUE(bench_.settle());
  }
  // An onset that holds for 5 ms.
  void poke(unsigned input, std::uint64_t cycle) {
    bench_.board().schedule_input(cycle, input, true);
    bench_.board().schedule_input(cycle + 5000 * kCyclesPerUs, input, false);
  }
  unsigned decision() {
    const auto event = bench_.last(EventKind::reflex);
    return event ? event->record[3] : 99U;
  }
  unsigned answer() {
    bench_.run_ms(5);
    const auto event = bench_.last(EventKind::armed);
    return event ? event->record[3] : 99U;
  }
  template <typename Value>
  static unsigned as(Value value) {
    return static_cast<unsigned>(value);
  }
  std::uint64_t soon(std::int64_t us) {
    return bench_.board().cycle() + static_cast<std::uint64_t>(us) * kCyclesPerUs;
  }

  Bench bench_{DYAD_FIRMWARE_ELF};
};

// Bounces of the other four sensors, and both directions of the line full.
class BusyReflex : public BoardReflex {
 protected:
  void bounce(std::uint64_t from, std::uint64_t to) {
    for (unsigned input = 2; input < kBoardInputs; ++input) {
      bool level = false;
      for (std::uint64_t at = from; at < to;) {
        at += static_cast<std::uint64_t>(random_.between(20, 900)) * kCyclesPerUs;
        level = !level;
        bench_.board().schedule_input(at, input, level);
      }
      if (level) bench_.board().schedule_input(to + 1, input, false);
    }
  }
  // Yields the latency from the second confirmation to the pin, in µs.
  double trial(unsigned number) {
    Trial trial;
    trial.number = number;
    trial.token = 2 * number - 1;
    arm_trial(trial);
    bench_.board().clear_output_changes();
    // Of 11 bytes, 20 µs each: more than the board can answer.
    bench_.host().ping_each_us(250);
    const auto first = soon(500);
    const auto second = first + static_cast<std::uint64_t>(random_.between(0, 64'000));
    bounce(first, second + 3000 * kCyclesPerUs);
    poke(0, first);
    poke(1, second);
    bench_.run_ms(14);
    bench_.host().ping_each_us(50'000);
    bench_.run_ms(2);
    const auto pulses0 = bench_.pulses(0);
    const auto pulses1 = bench_.pulses(1);
    if (pulses0.size() != 1 || pulses1.size() != 1) {
      ADD_FAILURE() << "trial " << number << " opened " << pulses0.size() << " and "
                    << pulses1.size();
      return 0;
    }
    const auto latest = std::max(pulses0[0].from, pulses1[0].from);
    const auto due = second + static_cast<std::uint64_t>(kConfirm_us) * kCyclesPerUs;
    return (static_cast<double>(latest) - static_cast<double>(due)) / kCyclesPerUs;
  }

  Random random_{20};
};

TEST_F(BusyReflex, OpensBothValvesInTimeWhateverElseGoesOn) {
  const unsigned trials = soak() ? 20'000 : 2000;
  Distribution latency;
  for (unsigned number = 1; number <= trials && !HasFailure(); ++number) {
    latency.add(trial(number));
    bench_.host().clear_events();
  }
  latency.report("reflex_latency", "us");
  EXPECT_GT(latency.min(), 0);
  EXPECT_LE(latency.max(), kWorst_us);
}

// What the board does just before and after a candidate is due, by the microsecond.
class ReflexCandidate : public BoardReflex {
 protected:
  // Arms a trial that the second poke, in a millisecond, completes when it has held.
  // Yields the cycle of that poke.
  std::uint64_t begin(bool repeat_restarts = false) {
    trial_.number += 1;
    trial_.token += 2;
    trial_.opens_at = 0;
    trial_.repeat_restarts = repeat_restarts;
    arm_trial(trial_);
    bench_.board().clear_output_changes();
    bench_.host().clear_events();
    const auto first = soon(300);
    poke(0, first);
    return first + 8000 * kCyclesPerUs;
  }
  std::uint64_t due(std::uint64_t poke) const {
    return poke + static_cast<std::uint64_t>(kConfirm_us) * kCyclesPerUs;
  }
  // Both valves opened as the board says that it decided, and it is well.
  void expect_consistent(bool opened) {
    EXPECT_EQ(decision() == as(ReflexDecision::coordinated), opened);
    for (const unsigned output : {0U, 1U})
      EXPECT_EQ(bench_.pulses(output).size(), opened ? 1U : 0U);
    EXPECT_EQ(bench_.state(), 1U) << "running";
  }
  std::size_t opened() { return bench_.pulses(0).size(); }

  // Sends the command at each of many moments, so that it is taken between the poke and
  // a little after its confirmation; both must be among what comes of it.
  void sweep(MessageType command) {
    unsigned fired = 0;
    unsigned held = 0;
    for (std::int64_t after_us = -900; after_us <= 1200; after_us += 30) {
      SCOPED_TRACE(after_us);
      const auto second = begin();
      poke(1, second);
      const auto now = bench_.board().cycle();
      bench_.time().run_for(static_cast<std::int64_t>((second - now) / kCyclesPerUs) +
                            after_us);
      if (command == MessageType::arm) {
        Trial next = trial_;
        next.number += 1;
        next.token += 2;
        next.opens_at = now_ticks() + ticks_of_us(100'000);
        bench_.host().command(command, arm(next));
        trial_ = next;
      } else {
        bench_.host().command(command);
      }
      bench_.run_ms(20);
      ++(opened() != 0 ? fired : held);
      expect_consistent(opened() != 0);
      EXPECT_EQ(bench_.count(EventKind::reflex), 1U);
    }
    EXPECT_GT(fired, 10U);
    EXPECT_GT(held, 10U);
  }

  Trial trial_;
};

TEST_F(ReflexCandidate, OpensNothingIfItFallsBackJustBeforeItsTime) {
  for (std::int64_t before_us = 60; before_us >= 0; --before_us) {
    for (const std::uint64_t cycles : {0U, 5U, 11U}) {
      SCOPED_TRACE(before_us);
      const auto second = begin();
      bench_.board().schedule_input(second, 1, true);
      bench_.board().schedule_input(
          due(second) - static_cast<std::uint64_t>(before_us) * kCyclesPerUs + cycles,
          1, false);
      bench_.run_ms(25);
      // The stamps of the two edges may be a little more apart than the edges.
      EXPECT_TRUE(opened() == 0 || before_us < 5);
      if (opened() == 0) {
        bench_.host().command(MessageType::disarm);
        ASSERT_TRUE(bench_.settle());
        bench_.run_ms(10);
      }
      expect_consistent(opened() != 0);
      ASSERT_FALSE(HasFailure());
    }
  }
}

TEST_F(ReflexCandidate, OpensNothingIfItBouncesJustBeforeItsTimeUntilThatHasHeld) {
  for (std::int64_t before_us = 60; before_us >= 5; --before_us) {
    SCOPED_TRACE(before_us);
    const auto second = begin();
    const auto falls =
        due(second) - static_cast<std::uint64_t>(before_us) * kCyclesPerUs;
    const auto rises = falls + 12 * kCyclesPerUs;
    bench_.board().schedule_input(second, 1, true);
    bench_.board().schedule_input(falls, 1, false);
    poke(1, rises);
    bench_.run_ms(25);
    expect_consistent(true);
    ASSERT_FALSE(HasFailure());
    EXPECT_GE(bench_.pulses(0)[0].from, due(rises));
    EXPECT_LE(bench_.pulses(1)[0].from, due(rises) + 100 * kCyclesPerUs);
  }
}

TEST_F(ReflexCandidate, IsDisarmedWheneverTheCommandComes) {
  sweep(MessageType::disarm);
}

TEST_F(ReflexCandidate, BelongsToNoTrialThatIsArmedMeanwhile) {
  sweep(MessageType::arm);
}

TEST_F(ReflexCandidate, OpensNothingOnceTheOutputsAreClosed) {
  sweep(MessageType::close_outputs);
}

// The first one's repeat restarts the window while the second one's candidate waits.
TEST_F(ReflexCandidate, CompletesAWindowThatIsRestartedMeanwhile) {
  for (std::int64_t after_us = -1000; after_us <= 1000; after_us += 40) {
    SCOPED_TRACE(after_us);
    const auto second = begin(true);
    poke(0, second + 1000 * kCyclesPerUs -
                static_cast<std::uint64_t>(1000 + after_us) * kCyclesPerUs);
    poke(1, second);
    bench_.run_ms(25);
    expect_consistent(true);
    ASSERT_FALSE(HasFailure());
    EXPECT_GE(bench_.pulses(0)[0].from, due(second));
    EXPECT_LE(bench_.pulses(1)[0].from, due(second) + 400 * kCyclesPerUs);
  }
}

// The window is made to fit the stamps of a first trial, to the tick.
TEST_F(BoardReflex, TheWindowIsInclusive) {
  Trial trial;
  arm_trial(trial);
  const auto first = soon(1000);
  poke(0, first);
  poke(1, first + 20'000 * kCyclesPerUs);
  bench_.run_ms(40);
  ASSERT_EQ(decision(), as(ReflexDecision::coordinated));
  const auto reflex = bench_.last(EventKind::reflex)->record;
  const std::uint32_t apart = u32_at(reflex, 8) - u32_at(reflex, 4);
  // The same times on an idle board give the same distance.
  for (const std::uint32_t less : {0U, 1U}) {
    trial.number += 1;
    trial.token += 2;
    trial.window_ticks = apart - less;
    trial.opens_at = 0;
    arm_trial(trial);
    const auto again = soon(1000) / 8 * 8 + first % 8;
    poke(0, again);
    poke(1, again + 20'000 * kCyclesPerUs);
    bench_.run_ms(60);
    const auto result = bench_.last(EventKind::reflex)->record;
    ASSERT_EQ(u16_at(result, 1), trial.number);
    EXPECT_EQ(decision(),
              as(less == 0 ? ReflexDecision::coordinated : ReflexDecision::miss));
  }
  EXPECT_EQ(bench_.pulses(0).size(), 2U);
}

TEST_F(BoardReflex, ArmsNeitherLateNorInvalid) {
  poke(0, soon(1000));
  bench_.run_ms(15);
  Trial trial;
  trial.opens_at = now_ticks() - ticks_of_us(30'000);
  arm_trial(trial);
  EXPECT_EQ(answer(), as(ArmAnswer::late)) << "an onset of the trial was seen";
  trial = {.number = 2, .token = 3, .pulse_us = 3'000'000};
  arm_trial(trial);
  EXPECT_EQ(answer(), as(ArmAnswer::invalid)) << "above the valve's cap";
  trial = {.number = 3, .token = 3};
  arm_trial(trial);
  EXPECT_EQ(answer(), as(ArmAnswer::invalid)) << "an old token";
  trial = {.number = 4, .token = 5};
  arm_trial(trial);
  EXPECT_EQ(answer(), as(ArmAnswer::armed));
}

TEST_F(BoardReflex, ARepeatRestartsTheWindowWhereItIsToldTo) {
  for (const bool restarts : {false, true}) {
    Trial trial;
    trial.number = restarts ? 2 : 1;
    trial.token = restarts ? 3 : 1;
    trial.repeat_restarts = restarts;
    trial.window_ticks = ticks_of_us(50'000);
    arm_trial(trial);
    const auto first = soon(1000);
    poke(0, first);
    poke(0, first + 30'000 * kCyclesPerUs);
    poke(1, first + 70'000 * kCyclesPerUs);
    bench_.run_ms(120);
    EXPECT_EQ(decision(),
              as(restarts ? ReflexDecision::coordinated : ReflexDecision::miss));
  }
}

TEST_F(BoardReflex, DisarmedGivesNothing) {
  arm_trial({});
  const auto first = soon(1000);
  poke(0, first);
  bench_.run_ms(10);
  bench_.host().command(MessageType::disarm);
  ASSERT_TRUE(bench_.settle());
  poke(1, soon(1000));
  bench_.run_ms(20);
  EXPECT_EQ(decision(), as(ReflexDecision::disarmed));
  EXPECT_TRUE(bench_.pulses(0).empty());
}

}  // namespace
}  // namespace dyad::firmware_test
