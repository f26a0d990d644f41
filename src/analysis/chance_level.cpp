#include "dyad/analysis/chance_level.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "dyad/task/engine.hpp"

namespace dyad::analysis {
namespace {

using Edge = ChanceInputs::Edge;
using Edges = std::vector<Edge>;

Duration widest_window(const task::Plan& plan) {
  Duration widest;
  for (const task::TrialPlan& trial : plan.trials) {
    widest = std::max({widest, trial.window, trial.hold});
  }
  return widest;
}

// A poke that lasts is one that ends where the session has come to.
Edges with_releases(Edges edges, Time until) {
  std::array<std::optional<Time>, kMaxChannels> lasts{};
  for (const Edge& edge : edges) {
    lasts[edge.channel] = edge.active ? std::optional(edge.onset) : std::nullopt;
  }
  for (std::size_t i = 0; i < lasts.size(); ++i) {
    if (!lasts[i]) continue;
    edges.push_back({until, *lasts[i], static_cast<ChannelIndex>(i), false});
  }
  return edges;
}

// One engine, fed with one shift's inputs; makes the deadlines itself.
class Run {
 public:
  Run(const task::Plan& plan, std::uint64_t seed) : engine_(plan, seed) {}

  void feed(Input input) {
    while (engine_.next_deadline() && *engine_.next_deadline() < input.time) due();
    // One source for all: what comes at one instant keeps the order it is fed in.
    input.source = input.kind == InputKind::edge ? SourceIndex{0} : kNoSource;
    input.sequence = ++fed_;
    step(input);
  }

  Success finish(Time last) {
    while (engine_.next_deadline() && *engine_.next_deadline() <= last) due();
    return success_;
  }

 private:
  void due() {
    Input deadline;
    deadline.time = *engine_.next_deadline();
    deadline.kind = InputKind::deadline;
    deadline.sequence = ++fed_;
    step(deadline);
  }

  void step(const Input& input) {
    // A log of which lines are missing may hold what an engine cannot take.
    if (engine_.refusal(input) != nullptr) return;
    out_.clear();
    engine_.step(input, out_);
    for (const Note& note : out_.notes) {
      const auto* decided = std::get_if<note::TrialOutcome>(&note.body);
      if (decided == nullptr || decided->outcome == Outcome::aborted) continue;
      ++success_.decided;
      if (decided->outcome == Outcome::coordinated) ++success_.coordinated;
    }
  }

  task::Engine engine_;
  task::Output out_;
  std::uint64_t fed_ = 0;
  Success success_;
};

Input input_of(const Edge& edge) {
  Input input;
  input.time = edge.time;
  input.channel = edge.channel;
  input.active = edge.active;
  return input;
}

// The next of several lists, each in order: by time, an edge before the operator's
// action at its instant, then by list.
class Merge {
 public:
  Merge(const std::vector<Input>& fixed, std::vector<Edges> seats)
      : fixed_(fixed), seats_(std::move(seats)), at_(seats_.size(), 0) {}

  std::optional<Input> next() {
    std::optional<Input> first;
    std::size_t* from = nullptr;
    const auto offer = [&](const Input& input, std::size_t& at) {
      if (first && !before(input, *first)) return;
      first = input;
      from = &at;
    };
    for (std::size_t i = 0; i < seats_.size(); ++i) {
      if (at_[i] < seats_[i].size()) offer(input_of(seats_[i][at_[i]]), at_[i]);
    }
    if (fixed_at_ < fixed_.size()) offer(fixed_[fixed_at_], fixed_at_);
    if (from != nullptr) ++*from;
    return first;
  }

 private:
  static bool is_start(const Input& input) {
    return input.kind == InputKind::operator_action &&
           input.action == OperatorAction::start;
  }
  static bool before(const Input& a, const Input& b) {
    if (is_start(a)) return true;
    if (is_start(b)) return false;
    return std::pair(a.time, a.kind) < std::pair(b.time, b.kind);
  }

  const std::vector<Input>& fixed_;
  std::vector<Edges> seats_;
  std::vector<std::size_t> at_;
  std::size_t fixed_at_ = 0;
};

std::uint32_t nearest_permille(const Success& success) {
  return static_cast<std::uint32_t>((success.coordinated * 2000 + success.decided) /
                                    (2 * success.decided));
}

// The value that `thousandths` of the sorted ones do not exceed, by nearest rank.
std::uint32_t quantile(const std::vector<std::uint32_t>& sorted,
                       std::size_t thousandths) {
  const std::size_t rank = (sorted.size() * thousandths + 999) / 1000;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

std::optional<ChanceLevel> summed_up(const std::vector<Success>& of_shifts) {
  ChanceLevel level;
  std::vector<std::uint32_t> permille;
  for (const Success& success : of_shifts) {
    if (success.decided == 0) continue;
    level.success.coordinated += success.coordinated;
    level.success.decided += success.decided;
    permille.push_back(nearest_permille(success));
  }
  if (permille.empty()) return std::nullopt;
  std::sort(permille.begin(), permille.end());
  level.shifts = permille.size();
  level.permille = nearest_permille(level.success);
  level.low_permille = quantile(permille, 25);
  level.high_permille = quantile(permille, 975);
  return level;
}

std::size_t affordable(const ChanceInputs& inputs, const ChanceOptions& options) {
  const std::size_t each = std::max<std::size_t>(inputs.steps(), 1);
  return std::min(options.shifts, options.max_steps / each);
}

// The first seat that is present stays as it was.
std::vector<Edges> moved_apart(const std::vector<Edges>& seats,
                               task::SubjectMask present, Duration step, Time until) {
  std::vector<Edges> moved = seats;
  std::int64_t place = 0;
  for (std::size_t seat = 0; seat < seats.size(); ++seat) {
    if ((present & 1U << seat) == 0) continue;
    if (place > 0) moved[seat] = shifted(seats[seat], step * place, until);
    ++place;
  }
  return moved;
}

}  // namespace

std::vector<Duration> shift_steps(Duration session, Duration window, std::size_t seats,
                                  std::size_t shifts) {
  std::vector<Duration> steps;
  if (seats < 2) return steps;
  const std::int64_t low = window.us();
  const std::int64_t high = (session.us() - low) / static_cast<std::int64_t>(seats - 1);
  const std::int64_t room = high - low - 1;  // whole steps strictly between the two
  if (room <= 0) return steps;
  const auto wanted = static_cast<std::int64_t>(shifts);
  const std::int64_t count = std::min(wanted, room);
  for (std::int64_t k = 1; k <= count; ++k) {
    // In two parts, so that no product overflows however long the session.
    const std::int64_t part =
        (high - low) / (count + 1) * k + (high - low) % (count + 1) * k / (count + 1);
    steps.push_back(Duration::from_us(low + part));
  }
  return steps;
}

std::vector<ChanceInputs::Edge> shifted(const std::vector<ChanceInputs::Edge>& edges,
                                        Duration shift, Time until) {
  Edges around;
  Edges ahead;
  around.reserve(edges.size());
  for (Edge edge : edges) {
    const bool wraps = edge.onset + shift >= until;
    const Duration by = wraps ? shift - (until - Time()) : shift;
    edge.time = std::min(edge.time + by, until);
    edge.onset = edge.onset + by;
    (wraps ? around : ahead).push_back(edge);
  }
  around.insert(around.end(), ahead.begin(), ahead.end());
  return around;
}

std::optional<ChanceLevel> chance_level(const task::Plan& plan, std::uint64_t seed,
                                        const ChanceInputs& inputs,
                                        const ChanceOptions& options) {
  if (inputs.observed().decided < kFewestTrials) return std::nullopt;
  const Time until = inputs.until();
  std::vector<Edges> seats;
  for (const Edges& edges : inputs.seats()) {
    seats.push_back(with_releases(edges, until));
  }
  const auto present = static_cast<std::size_t>(std::popcount(plan.present));
  std::vector<Success> of_shifts;
  for (const Duration step : shift_steps(until - Time(), widest_window(plan), present,
                                         affordable(inputs, options))) {
    Merge merge(inputs.fixed(), moved_apart(seats, plan.present, step, until));
    Run run(plan, seed);
    while (const auto input = merge.next()) run.feed(*input);
    of_shifts.push_back(run.finish(until));
  }
  return summed_up(of_shifts);
}

}  // namespace dyad::analysis
