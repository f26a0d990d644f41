// Records a second: encoding a day's records as lines, and appending them to a log
// with its ring, writer thread and file.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "dyad/log/line_encoder.hpp"
#include "dyad/log/names.hpp"
#include "dyad/log/writer.hpp"
#include "sim_session.hpp"

namespace dyad::benchmarks {
namespace {

class RecordSink final : public log::Sink {
 public:
  void append(const log::Record& record) override { records.push_back(record); }
  std::optional<Error> failure() const override { return std::nullopt; }

  std::vector<log::Record> records;
};

std::vector<log::Record> records_of_a_day(const SimSession& session) {
  RecordSink sink;
  session.run(sink);
  return std::move(sink.records);
}

void log_encode(benchmark::State& state) {
  const SimSession session;
  const auto records = records_of_a_day(session);
  const auto names = log::Names::of(session.header);
  if (!names) std::abort();
  log::LineEncoder encoder(*names);
  std::size_t bytes = 0;
  for (auto _ : state) {
    std::uint64_t seq = 0;
    for (const log::Record& record : records)
      bytes += encoder.encode(++seq, record).size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(records.size()) *
                          state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(log_encode)->Unit(benchmark::kMillisecond);

void log_append(benchmark::State& state) {
  const SimSession session;
  const auto records = records_of_a_day(session);
  const auto path = std::filesystem::temp_directory_path() /
                    ("dyad-bench-append-" + std::to_string(getpid()) + ".jsonl");
  for (auto _ : state) {
    auto writer = log::Writer::create(path.string(), session.header,
                                      {.sync_interval = Duration::from_ms(200),
                                       .ring_bytes = std::size_t{4} << 20U,
                                       .wait_for_room = true});
    if (!writer) std::abort();
    (*writer)->start();
    for (const log::Record& record : records) (*writer)->append(record);
    if (!(*writer)->close()) std::abort();
    std::remove(path.c_str());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(records.size()) *
                          state.iterations());
}
BENCHMARK(log_append)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace dyad::benchmarks
