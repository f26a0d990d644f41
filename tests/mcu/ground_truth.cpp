#include "mcu/ground_truth.hpp"

#include <algorithm>
#include <cstdlib>

#include "dyad/core/random.hpp"
#include "dyad_firmware/debouncer.h"

namespace dyad::mcu_test {
namespace {

constexpr std::int64_t kConfirm_us = 500;
constexpr std::int64_t kLockout_us = 2'000;
// A stated duration and the pin's.
constexpr std::int64_t kLengthTolerance_us = 20;

using Debouncer = dyad_firmware::Debouncer<std::uint64_t>;

// Moves one line and notes what its debouncer makes of it.
class Line {
 public:
  Line(BoardSession& run, unsigned input, std::vector<TrueEdge>& truth)
      : run_(run),
        input_(input),
        truth_(truth),
        debouncer_(kConfirm_us, kLockout_us, false) {}

  // Changes to a level, with some bounces of 20 to 200 µs before it stays.
  std::int64_t change(std::int64_t us, bool active, Random& random) {
    const std::int64_t bounces = random.between(0, 3);
    for (std::int64_t i = 0; i < bounces; ++i) {
      move(us, active);
      us += random.between(20, 200);
      move(us, !active);
      us += random.between(20, 200);
    }
    move(us, active);
    return us;
  }
  void settle() {
    dyad_firmware::DebouncedEdge<std::uint64_t> edge{};
    if (debouncer_.settle(~0ULL >> 1U, edge)) note(edge);
  }

 private:
  void move(std::int64_t us, bool active) {
    run_.schedule_input(us, input_, !active);
    dyad_firmware::DebouncedEdge<std::uint64_t> edge{};
    if (debouncer_.on_edge(static_cast<std::uint64_t>(us), active, edge)) note(edge);
  }
  void note(const dyad_firmware::DebouncedEdge<std::uint64_t>& edge) {
    truth_.push_back({static_cast<std::int64_t>(edge.time),
                      static_cast<ChannelIndex>(input_), edge.level});
  }

  BoardSession& run_;
  unsigned input_;
  std::vector<TrueEdge>& truth_;
  Debouncer debouncer_;
};

struct LoggedEdge {
  Input edge;
  bool used = false;
};

std::vector<LoggedEdge> logged_edges(BoardSession& run) {
  std::vector<LoggedEdge> edges;
  for (const Input& input : run.log().all<Input>()) {
    if (input.kind == InputKind::edge && input.source == 0) edges.push_back({input});
  }
  for (const log::UnfedEdge& unfed : run.log().all<log::UnfedEdge>()) {
    if (unfed.edge.source == 0) edges.push_back({unfed.edge});
  }
  return edges;
}

bool in_a_gap(const std::vector<Gap>& gaps, std::int64_t us, std::int64_t slack_us) {
  return std::any_of(gaps.begin(), gaps.end(), [&](const Gap& gap) {
    return us >= gap.from_us - slack_us && us <= gap.to_us + slack_us;
  });
}

std::string text(const TrueEdge& edge) {
  return "t = " + std::to_string(edge.us) + " channel " + std::to_string(edge.channel) +
         (edge.active ? " onset" : " release");
}

struct PinPulse {
  unsigned output = 0;
  std::int64_t from_us = 0;
  std::int64_t length_us = 0;
  bool used = false;
};

std::vector<PinPulse> pin_pulses(BoardSession& run, unsigned outputs) {
  std::vector<PinPulse> pulses;
  std::vector<std::int64_t> open(outputs, -1);
  for (const auto& change : run.board().output_changes()) {
    if (change.output >= outputs) continue;
    const std::int64_t us = run.session_us(change.cycle);
    if (change.active) {
      open[change.output] = us;
    } else {
      pulses.push_back({change.output, open[change.output], us - open[change.output]});
    }
  }
  return pulses;
}

PinPulse* pulse_of(std::vector<PinPulse>& pulses, const Actuation& actuation,
                   std::int64_t reach_us) {
  for (PinPulse& pulse : pulses) {
    // Channels 2 and 3 are the valves on out0 and out1.
    if (pulse.used || pulse.output + 2U != actuation.channel) continue;
    if (std::abs(pulse.from_us - actuation.time.us()) <= reach_us) return &pulse;
  }
  return nullptr;
}

}  // namespace

std::vector<TrueEdge> random_pokes(BoardSession& run, unsigned input,
                                   std::int64_t end_us, std::uint64_t seed) {
  std::vector<TrueEdge> truth;
  Random random(seed, input);
  Line line(run, input, truth);
  std::int64_t us = 1'000'000 + random.between(0, 500'000);
  while (us < end_us) {
    us = line.change(us, true, random);
    us += random.between(20'000, 300'000);
    us = line.change(us, false, random);
    us += random.between(10'000, 2'000'000);
  }
  line.settle();
  return truth;
}

std::vector<Gap> gaps(BoardSession& run) {
  std::vector<Gap> found;
  bool open = false;
  for (const Fault& fault : run.log().all<Fault>()) {
    if (fault.kind == FaultKind::board_reset && !open) {
      found.push_back({fault.time.us(), Time::never().us() / 2});
      open = true;
    }
    if (fault.kind == FaultKind::device_back && open) {
      found.back().to_us = fault.time.us();
      open = false;
    }
  }
  return found;
}

std::vector<std::string> edge_mistakes(BoardSession& run,
                                       const std::vector<TrueEdge>& truth) {
  std::vector<std::string> mistakes;
  std::vector<LoggedEdge> logged = logged_edges(run);
  const std::vector<Gap> unknown = gaps(run);
  for (const TrueEdge& edge : truth) {
    std::size_t found = 0;
    for (LoggedEdge& log : logged) {
      const bool same =
          !log.used && log.edge.channel == edge.channel &&
          log.edge.active == edge.active && !found &&
          std::abs(log.edge.time.us() - edge.us) <= log.edge.uncertainty.us();
      if (!same) continue;
      log.used = true;
      ++found;
    }
    if (found == 0 && !in_a_gap(unknown, edge.us, 1'000)) {
      mistakes.push_back("not in the log, nor in a gap: " + text(edge));
    }
  }
  for (const Gap& gap : unknown) {
    if (gap.to_us > Time::never().us() / 4) mistakes.push_back("a gap without an end");
  }
  for (const LoggedEdge& log : logged) {
    if (log.used || in_a_gap(unknown, log.edge.time.us(), 1'000)) continue;
    mistakes.push_back("in the log and never true: " +
                       text({log.edge.time.us(), log.edge.channel, log.edge.active}) +
                       " ± " + std::to_string(log.edge.uncertainty.us()));
  }
  return mistakes;
}

std::vector<std::string> reward_mistakes(BoardSession& run) {
  std::vector<std::string> mistakes;
  std::vector<PinPulse> pulses = pin_pulses(run, 2);
  std::size_t unknown = 0;
  for (const Actuation& actuation : run.log().all<Actuation>()) {
    if (actuation.channel < 2 || actuation.channel > 3) continue;
    const std::string name = "token " + std::to_string(actuation.token) + " at " +
                             std::to_string(actuation.time.us());
    if (actuation.status == ActuationStatus::unknown) ++unknown;
    if (actuation.status != ActuationStatus::done &&
        actuation.status != ActuationStatus::cut) {
      continue;
    }
    PinPulse* pulse = pulse_of(pulses, actuation, 10'000);
    if (pulse == nullptr) {
      mistakes.push_back("no pulse on the pin for " + name);
      continue;
    }
    pulse->used = true;
    const std::int64_t off = pulse->length_us - actuation.duration.us();
    if (std::abs(off) > kLengthTolerance_us) {
      mistakes.push_back("the pin's pulse is " + std::to_string(off) +
                         " µs longer than stated for " + name);
    }
  }
  const auto unclaimed = static_cast<std::size_t>(std::count_if(
      pulses.begin(), pulses.end(), [](const PinPulse& pulse) { return !pulse.used; }));
  if (unclaimed > unknown) {
    mistakes.push_back(std::to_string(unclaimed) + " pulses on the pins that only " +
                       std::to_string(unknown) + " unknown rewards could claim");
  }
  return mistakes;
}

}  // namespace dyad::mcu_test
