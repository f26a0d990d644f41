// What a large schedule costs: to read and check one of 12 stages with 40 conditions
// each, and a step of the engine under it beside a step under the plainest one.

#include <benchmark/benchmark.h>
#include <time.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "dyad/config/read.hpp"
#include "dyad/task/engine.hpp"
#include "sim_session.hpp"

namespace dyad::benchmarks {
namespace {

constexpr int kStages = 12;
constexpr int kWindows = 8;
constexpr int kIntervals = 5;

std::string level(int number, const std::string& set) {
  return R"({"name":"l)" + std::to_string(number) + R"(","set":{)" + set + "}}";
}

// 8 windows by 5 intervals: 40 conditions, from shuffled decks.
std::string stage(int number) {
  std::string windows;
  for (int i = 0; i < kWindows; ++i) {
    windows += (i == 0 ? "" : ",") +
               level(i, R"("window_ms":)" + std::to_string(700 + 10 * i));
  }
  std::string intervals;
  for (int i = 0; i < kIntervals; ++i) {
    const std::string ms = std::to_string(1300 + 100 * i);
    intervals += (i == 0 ? "" : ",") + level(i, R"("iti_ms":{"coordinated":)" + ms +
                                                    R"(,"miss":)" + ms + "}");
  }
  return R"({"name":"stage )" + std::to_string(number) +
         R"(","window_ms":750,"reward_ul":4,
            "advance":{"at_least_percent":75,"over_trials":100,"in_a_row":2},
            "outputs":[{"at":"trial_start","channel":"light","pulse_ms":200},
                       {"at":"trial_start","channel":"sync","pulse_ms":5}],
            "factors":[{"name":"window","levels":[)" +
         windows + R"(]},{"name":"interval","levels":[)" + intervals + "]}]}";
}

std::string large_schedule() {
  std::string text = R"({"format":"dyad-schedule/1","name":"large",
                         "session":{"duration_min":1440},"stages":[)";
  for (int i = 0; i < kStages; ++i) text += (i == 0 ? "" : ",") + stage(i);
  return text + "]}";
}

config::Schedule read_large(const config::Rig& rig) {
  static const std::string text = large_schedule();
  config::Problems problems;
  const auto document = config::parse_document("large", text, problems);
  if (!document) std::abort();
  auto schedule = config::read_schedule(*document, problems);
  if (!schedule) std::abort();
  config::check_together(rig, *schedule, *document, problems);
  if (!problems.empty()) std::abort();
  return *schedule;
}

void read_and_check_large_schedule(benchmark::State& state) {
  const SimSession session;
  std::size_t rules = 0;
  for (auto _ : state) {
    const config::Schedule schedule = read_large(session.rig);
    rules = 0;
    for (const config::Stage& each : schedule.stages) rules += each.rules.size();
  }
  state.counters["conditions"] = static_cast<double>(rules);
}
BENCHMARK(read_and_check_large_schedule)->Unit(benchmark::kMillisecond);

class InputSink final : public log::Sink {
 public:
  void append(const log::Record& record) override {
    if (const auto* input = std::get_if<Input>(&record)) inputs.push_back(*input);
  }
  std::optional<Error> failure() const override { return std::nullopt; }

  std::vector<Input> inputs;
};

// The thread's own, so that what else the machine does counts little.
std::int64_t processor_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

// A day's inputs under one plan, and how long the engine takes over a stretch.
class Runner {
 public:
  explicit Runner(const SimSession& session)
      : plan_(session.plan), seed_(session.header.seed), engine_(plan_, seed_) {
    InputSink sink;
    session.run(sink);
    inputs_ = std::move(sink.inputs);
  }

  std::int64_t run(std::size_t steps) {
    const std::int64_t before_ns = processor_ns();
    for (std::size_t i = 0; i < steps; ++i) {
      if (next_ == inputs_.size()) {
        engine_ = task::Engine(plan_, seed_);
        next_ = 0;
      }
      out_.clear();
      engine_.step(inputs_[next_++], out_);
      benchmark::DoNotOptimize(out_);
    }
    return processor_ns() - before_ns;
  }

 private:
  task::Plan plan_;
  std::uint64_t seed_;
  task::Engine engine_;
  task::Output out_;
  std::vector<Input> inputs_;
  std::size_t next_ = 0;
};

// In turns, so that what else the machine does falls on both.
void engine_step_large_over_plain(benchmark::State& state) {
  constexpr std::size_t kStretch = 2'000;
  SimSession session;
  Runner plain(session);
  session.schedule = read_large(session.rig);
  session.plan = task::make_plan(session.rig, session.schedule, kStages - 1);
  Runner large(session);
  std::int64_t plain_ns = 0;
  std::int64_t large_ns = 0;
  for (auto _ : state) {
    plain_ns += plain.run(kStretch);
    large_ns += large.run(kStretch);
  }
  const auto steps = static_cast<double>(state.iterations()) * kStretch;
  state.counters["plain_ns"] = static_cast<double>(plain_ns) / steps;
  state.counters["large_ns"] = static_cast<double>(large_ns) / steps;
  state.counters["ratio"] =
      static_cast<double>(large_ns) / static_cast<double>(plain_ns);
}
BENCHMARK(engine_step_large_over_plain)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace dyad::benchmarks
