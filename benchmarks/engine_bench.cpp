// Nanoseconds of one Engine::step, over the inputs of a simulated day.

#include <benchmark/benchmark.h>

#include <vector>

#include "dyad/task/engine.hpp"
#include "sim_session.hpp"

namespace dyad::benchmarks {
namespace {

class InputSink final : public log::Sink {
 public:
  void append(const log::Record& record) override {
    if (const auto* input = std::get_if<Input>(&record)) inputs.push_back(*input);
  }
  std::optional<Error> failure() const override { return std::nullopt; }

  std::vector<Input> inputs;
};

void engine_step(benchmark::State& state) {
  const SimSession session;
  InputSink sink;
  session.run(sink);
  task::Output out;
  for (auto _ : state) {
    task::Engine engine(session.plan, session.header.seed);
    for (const Input& input : sink.inputs) {
      out.clear();
      engine.step(input, out);
      benchmark::DoNotOptimize(out);
    }
  }
  const auto steps = static_cast<std::int64_t>(sink.inputs.size()) * state.iterations();
  state.SetItemsProcessed(steps);
  state.counters["ns_per_event"] =
      benchmark::Counter(static_cast<double>(steps) / 1e9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["engine_bytes"] = sizeof(task::Engine);
}
BENCHMARK(engine_step)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace dyad::benchmarks
