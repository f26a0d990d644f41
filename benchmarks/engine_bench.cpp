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
  task::Engine engine(session.plan, session.header.seed);
  std::size_t next = 0;
  for (auto _ : state) {
    if (next == sink.inputs.size()) {
      engine = task::Engine(session.plan, session.header.seed);
      next = 0;
    }
    out.clear();
    engine.step(sink.inputs[next++], out);
    benchmark::DoNotOptimize(out);
  }
  state.counters["engine_bytes"] = sizeof(task::Engine);
}
BENCHMARK(engine_step);

}  // namespace
}  // namespace dyad::benchmarks
