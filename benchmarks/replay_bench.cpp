// Replaying the log of a simulated day on one core, and beside it the time simdjson
// takes merely to parse the same bytes, line by line.

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdlib>

#include "dyad/log/reader.hpp"
#include "dyad/replay/verify.hpp"
#include "sim_session.hpp"

namespace dyad::benchmarks {
namespace {

void replay_verify(benchmark::State& state) {
  const std::string& path = logged_day();
  std::uint64_t inputs = 0;
  std::uint64_t records = 0;
  for (auto _ : state) {
    auto reader = log::Reader::open(path);
    if (!reader) std::abort();
    const auto verification = replay::verify(*reader);
    if (!verification || verification->difference) std::abort();
    inputs += verification->inputs;
    records += verification->inputs + verification->notes + verification->commands;
  }
  state.counters["events_per_second"] =
      benchmark::Counter(static_cast<double>(inputs), benchmark::Counter::kIsRate);
  state.counters["records_per_second"] =
      benchmark::Counter(static_cast<double>(records), benchmark::Counter::kIsRate);
}
BENCHMARK(replay_verify)->Unit(benchmark::kMillisecond);

void read_records(benchmark::State& state) {
  const std::string& path = logged_day();
  std::int64_t records = 0;
  for (auto _ : state) {
    auto reader = log::Reader::open(path);
    if (!reader) std::abort();
    while (reader->next() != nullptr) ++records;
    if (reader->error()) std::abort();
  }
  state.SetItemsProcessed(records);
}
BENCHMARK(read_records)->Unit(benchmark::kMillisecond);

void simdjson_parse(benchmark::State& state) {
  const std::string& path = logged_day();
  simdjson::dom::parser parser;
  std::int64_t lines = 0;
  std::int64_t bytes = 0;
  for (auto _ : state) {
    simdjson::padded_string text;
    if (simdjson::padded_string::load(path).get(text) != simdjson::SUCCESS)
      std::abort();
    simdjson::dom::document_stream stream;
    if (parser.parse_many(text).get(stream) != simdjson::SUCCESS) std::abort();
    for (auto document : stream) {
      simdjson::dom::element element;
      if (document.get(element) != simdjson::SUCCESS) std::abort();
      benchmark::DoNotOptimize(element);
      ++lines;
    }
    bytes += static_cast<std::int64_t>(text.size());
  }
  state.SetItemsProcessed(lines);
  state.SetBytesProcessed(bytes);
}
BENCHMARK(simdjson_parse)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace dyad::benchmarks
