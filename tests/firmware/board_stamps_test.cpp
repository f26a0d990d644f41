#include <gtest/gtest.h>

#include <array>
#include <deque>

#include "dyad/core/random.hpp"
#include "dyad_firmware/debouncer.h"
#include "firmware/bench.hpp"
#include "firmware/distribution.hpp"

namespace dyad::firmware_test {
namespace {

constexpr std::uint64_t us_cycles(std::int64_t us) {
  return static_cast<std::uint64_t>(us) * kCyclesPerUs;
}
constexpr std::uint64_t kMargin = us_cycles(30);

// What the board should report: the host's debouncer, fed with the true times.
struct Expected {
  std::uint64_t cycle;
  unsigned input;
  bool active;
  bool blurred;
};

class Reference {
 public:
  Reference(std::uint64_t confirm, std::uint64_t lockout)
      : confirm_(confirm),
        lockout_(lockout),
        lines_(kBoardInputs, Line{{confirm, lockout, false}, 0, 0, false}) {}

  // An edge a little earlier or later must not change the verdict.
  bool is_clear_cut(unsigned input, std::uint64_t at) {
    settle(input, at);
    const Line& line = lines_.at(input);
    const auto near = [&](std::uint64_t instant) {
      return at + kMargin > instant && at < instant + kMargin;
    };
    return !near(line.raw_at + confirm_) && !near(line.confirmed_at + lockout_);
  }
  void edge(unsigned input, std::uint64_t at) {
    Line& line = lines_.at(input);
    line.level = !line.level;
    dyad_firmware::DebouncedEdge<std::uint64_t> edge{};
    if (line.debouncer.on_edge(at, line.level, edge)) report(input, edge);
    line.raw_at = at;
  }
  void settle(std::uint64_t now) {
    for (unsigned input = 0; input < kBoardInputs; ++input) settle(input, now);
  }
  bool level(unsigned input) const { return lines_.at(input).level; }
  std::array<std::deque<Expected>, kBoardInputs>& reports() { return reports_; }

 private:
  struct Line {
    dyad_firmware::Debouncer<std::uint64_t> debouncer;
    std::uint64_t raw_at;
    std::uint64_t confirmed_at;
    bool level;
  };
  void settle(unsigned input, std::uint64_t now) {
    dyad_firmware::DebouncedEdge<std::uint64_t> edge{};
    while (lines_.at(input).debouncer.settle(now, edge)) report(input, edge);
  }
  void report(unsigned input, const dyad_firmware::DebouncedEdge<std::uint64_t>& edge) {
    Line& line = lines_.at(input);
    const std::uint64_t lock_end = line.confirmed_at + lockout_;
    line.confirmed_at = std::max(edge.time + confirm_, edge.reconciled ? lock_end : 0);
    reports_.at(input).push_back({edge.time, input, edge.level, edge.reconciled});
  }

  std::uint64_t confirm_;
  std::uint64_t lockout_;
  std::vector<Line> lines_;
  std::array<std::deque<Expected>, kBoardInputs> reports_;
};

class Stamping {
 public:
  Stamping(std::uint32_t confirm_us, std::uint32_t lockout_us,
           const LockstepOptions& options = {})
      : bench(DYAD_FIRMWARE_ELF, options),
        reference(us_cycles(confirm_us), us_cycles(lockout_us)),
        ready_(bench.start_all(confirm_us, lockout_us)) {}

  bool ready() const { return ready_; }
  void edge(unsigned input, std::uint64_t at) {
    reference.edge(input, at);
    bench.board().schedule_input(at, input, reference.level(input));
    ++edges;
  }
  // Holds what has come in since the last call against the reference.
  void compare() {
    for (const BoardEvent& event : bench.host().events()) {
      const bool blurred = event.kind() == EventKind::edge_blurred;
      if (event.kind() == EventKind::events_lost) ADD_FAILURE() << "events lost";
      if (event.kind() != EventKind::edge && !blurred) continue;
      compare(event, blurred);
    }
    bench.host().clear_events();
  }
  std::size_t missing() {
    std::size_t n = 0;
    for (const auto& reports : reference.reports()) n += reports.size();
    return n;
  }

  Bench bench;
  Reference reference;
  Distribution lateness;  // in µs
  std::size_t edges = 0;

 private:
  void compare(const BoardEvent& event, bool blurred) {
    const unsigned input = event.low() & 7U;
    auto& reports = reference.reports().at(input);
    if (reports.empty()) {
      ADD_FAILURE() << "an edge of input " << input << " that was none";
      return;
    }
    const Expected expected = reports.front();
    reports.pop_front();
    EXPECT_EQ((event.low() & dyad_firmware::kEventActive) != 0, expected.active);
    EXPECT_EQ(blurred, expected.blurred);
    const std::uint64_t stamp = bench.cycle_of(u32_at(event.record, 1), expected.cycle);
    lateness.add((static_cast<double>(stamp) - static_cast<double>(expected.cycle)) /
                 kCyclesPerUs);
  }

  bool ready_;
};

void expect_within_bounds(const Stamping& stamping) {
  ASSERT_GT(stamping.lateness.size(), 0U);
  stamping.lateness.report("stamp_lateness", "us");
  EXPECT_GE(stamping.lateness.min(), -0.5) << "a tick, for it is rounded down";
  EXPECT_LE(stamping.lateness.max(), dyad_firmware::kStampLateness_us);
  EXPECT_LE(stamping.lateness.at(0.99), 8);
}

// Pokes that bounce at both ends.
void bouncing_poke(Stamping& stamping, Random& random, unsigned input,
                   std::uint64_t& at) {
  const std::int64_t bounces = 2 * random.between(0, 2) + 1;
  for (std::int64_t i = 0; i < bounces; ++i) {
    do {
      const std::int64_t dwell =
          i == 0 ? random.between(3000, 25'000) : random.between(20, 700);
      at += us_cycles(dwell) + static_cast<std::uint64_t>(random.below(16));
    } while (!stamping.reference.is_clear_cut(input, at));
    stamping.edge(input, at);
  }
}

TEST(BoardStamps, StayWithinTheStatedLateness) {
  Stamping stamping(1000, 2000);
  ASSERT_TRUE(stamping.ready());
  Random random(7);
  std::array<std::uint64_t, kBoardInputs> at{};
  at.fill(stamping.bench.board().cycle() + us_cycles(1000));
  stamping.bench.host().ping_each_us(1000);
  const std::size_t edges = soak() ? 100'000 : 8000;
  unsigned token = 0;
  while (stamping.edges < edges && !::testing::Test::HasFailure()) {
    const std::uint64_t until = stamping.bench.board().cycle() + us_cycles(50'000);
    for (unsigned input = 0; input < kBoardInputs; ++input) {
      while (at.at(input) < until) bouncing_poke(stamping, random, input, at.at(input));
    }
    ++token;
    stamping.bench.pulse(token, 4 + token % 4, 3000);
    stamping.bench.run_ms(50);
    stamping.reference.settle(stamping.bench.board().cycle());
    stamping.compare();
  }
  stamping.bench.run_ms(200);
  stamping.reference.settle(stamping.bench.board().cycle());
  stamping.compare();
  EXPECT_EQ(stamping.missing(), 0U);
  EXPECT_EQ(stamping.bench.host().gaps(), 0U);
  EXPECT_EQ(stamping.bench.board().lost_bytes(), 0U);
  expect_within_bounds(stamping);
}

TEST(BoardStamps, TwelveHundredEdgesASecondAreNeitherLostNorDoubled) {
  WireFaults late;
  late.latency_us = 5000;
  Stamping stamping(500, 500, {.to_board = late, .to_host = late});
  ASSERT_TRUE(stamping.ready());
  const std::int64_t seconds = soak() ? 200 : 20;
  Random random(8);
  std::uint64_t at = stamping.bench.board().cycle() + us_cycles(2000);
  for (std::int64_t second = 0; second < seconds; ++second) {
    // Each sensor toggles each 5 ms.
    for (int toggle = 0; toggle < 200; ++toggle, at += us_cycles(5000)) {
      for (unsigned input = 0; input < kBoardInputs; ++input) {
        stamping.edge(input, at + us_cycles(random.between(0, 1000)));
      }
    }
    stamping.bench.run_ms(1000);
    stamping.reference.settle(stamping.bench.board().cycle());
    stamping.compare();
  }
  stamping.bench.run_ms(500);
  stamping.reference.settle(stamping.bench.board().cycle());
  stamping.compare();
  EXPECT_EQ(stamping.missing(), 0U);
  EXPECT_EQ(stamping.lateness.size(), static_cast<std::size_t>(seconds) * 1200);
  expect_within_bounds(stamping);
}

// The next multiple of `period` ticks of the board's counter, as a cycle.
std::uint64_t next_carry(const SimulatedBoard& board, std::uint64_t period) {
  const std::uint64_t now =
      (board.cycle() + us_cycles(2000) - board.counter_start()) / kCyclesPerTick;
  return board.counter_start() + (now / period + 1) * period * kCyclesPerTick;
}

// Edges at these offsets, in cycles, from the next carry; at most one an input.
void expect_right_at(Stamping& stamping, std::uint64_t period,
                     const std::vector<std::int64_t>& offsets) {
  SimulatedBoard& board = stamping.bench.board();
  const std::uint64_t carry = next_carry(board, period);
  // A silent host makes the time until then pass fast.
  stamping.bench.host().hush();
  stamping.bench.time().run_until(static_cast<std::int64_t>(carry / kCyclesPerUs) -
                                  500);
  for (unsigned input = 0; input < offsets.size(); ++input) {
    stamping.edge(input, carry + static_cast<std::uint64_t>(offsets[input]));
  }
  stamping.bench.run_ms(2);
  stamping.bench.host().talk();
  stamping.bench.run_ms(60);
  stamping.reference.settle(board.cycle());
  stamping.compare();
  ASSERT_EQ(stamping.missing(), 0U) << "offset " << offsets[0];
}

void expect_right_around(std::uint64_t period, std::int64_t step) {
  Stamping stamping(20, 20);
  ASSERT_TRUE(stamping.ready());
  if (step == 0) {
    expect_right_at(stamping, period, {-40, -9, -1, 0, 7, 40});
  } else {
    for (std::int64_t offset = -40; offset <= 40; offset += step) {
      expect_right_at(stamping, period, {offset});
    }
  }
  stamping.lateness.report("stamp_lateness_at_a_carry", "us");
  EXPECT_GE(stamping.lateness.min(), -0.5);
  EXPECT_LE(stamping.lateness.max(), dyad_firmware::kStampLateness_us);
}

TEST(BoardStamps, AreRightAroundAnOverflowOfTheCounter) {
  expect_right_around(0x10000, 1);
}
TEST(BoardStamps, AreRightWhereTheInterruptsBitsCarry) {
  expect_right_around(0x1000000, soak() ? 1 : 8);
}
TEST(BoardStamps, AreRightWhereThirtyTwoBitsWrap) {
  expect_right_around(0x100000000, 0);
}

}  // namespace
}  // namespace dyad::firmware_test
