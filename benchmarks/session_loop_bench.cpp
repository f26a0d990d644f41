// From a descriptor becoming readable to the output call: through the whole session
// (device, merger, log, engine, log, device) on LiveLoop, and beside it a bare loop
// of poll + read + write on the same descriptors. In one run, in turns, so that the
// machine's mood is the same for both.

#include <benchmark/benchmark.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include "dyad/config/rig.hpp"
#include "dyad/device/device.hpp"
#include "dyad/log/writer.hpp"
#include "dyad/session/clocks.hpp"
#include "dyad/session/live_loop.hpp"
#include "dyad/session/session.hpp"
#include "dyad/task/plan.hpp"
#include "latency.hpp"

namespace dyad::benchmarks {
namespace {

constexpr std::size_t kStimuli = 1000;  // of one loop in one turn
constexpr std::size_t kTurns = 5;

// A poke for every stimulus; the reward's output call is a write.
class WireDevice final : public device::Device {
 public:
  explicit WireDevice(const Wire& wire) : wire_(wire), descriptors_{wire.in} {}

  void poll(Time now, device::Report& report) override {
    std::uint64_t count = 0;
    if (read(wire_.in, &count, sizeof count) == sizeof count) {
      Input poke;
      poke.time = now;
      poke.source = 0;
      poke.sequence = ++sequence_;
      poke.channel = 0;
      poke.active = true;
      report.inputs.push_back(poke);
    }
    watermark_ = now + Duration::from_us(1);
  }
  Time watermark() const override { return watermark_; }
  Duration lateness_bound() const override { return Duration(); }
  std::optional<Time> next_wakeup() const override { return std::nullopt; }
  std::span<const int> descriptors() const override { return descriptors_; }
  Status actuate(const Command&, Time) override {
    answered_at_ns = now_ns();
    const std::uint64_t one = 1;
    if (write(wire_.out, &one, sizeof one) != sizeof one) std::abort();
    return Ok{};
  }
  void close_outputs(Time, device::Report&) override {}
  bool lost() const override { return false; }

  std::atomic<std::int64_t> answered_at_ns = 0;

 private:
  const Wire& wire_;
  std::array<int, 1> descriptors_;
  std::uint64_t sequence_ = 0;
  Time watermark_;
};

config::Rig wire_rig() {
  config::Rig rig;
  rig.name = "wire";
  rig.seats = {"left", "right"};
  rig.devices = {{"wire", config::SimDevice{}}};
  for (SubjectIndex i = 0; i < 2; ++i) {
    config::Channel poke;
    poke.name = "poke_" + rig.seats[i];
    poke.kind = config::ChannelKind::poke;
    poke.subject = i;
    rig.channels.push_back(poke);
  }
  for (SubjectIndex i = 0; i < 2; ++i) {
    config::Channel valve;
    valve.name = "valve_" + rig.seats[i];
    valve.kind = config::ChannelKind::reward_valve;
    valve.subject = i;
    valve.valve = {.calibration = {{Duration::from_us(1), 1}},
                   .max_open = Duration::from_s(1),
                   .budget_open = Duration::from_s(60)};
    rig.channels.push_back(valve);
  }
  return rig;
}

// Rewards every first response at once; the window is over before the next one.
task::Plan wire_plan(const config::Rig& rig) {
  config::Stage stage;
  stage.name = "bench";
  stage.limits.duration = Duration::from_s(3600);
  config::TrialRule& rule = stage.rules.emplace_back();
  rule.contingency = config::Contingency::individual;
  rule.window = Duration::from_us(100);
  rule.reward.nl.all = 1;
  config::Schedule schedule;
  schedule.stages = {stage};
  return task::make_plan(rig, schedule, 0);
}

log::Header wire_header(const config::Rig& rig) {
  log::Header header;
  header.source = "live";
  header.rig["devices"]["wire"]["kind"] = "sim";
  for (const config::Channel& channel : rig.channels) {
    header.rig["channels"][channel.name]["kind"] = to_text(channel.kind);
  }
  header.subjects = {"A", "B"};
  return header;
}

std::vector<std::int64_t> through_the_session(const Wire& wire, std::size_t turn) {
  const config::Rig rig = wire_rig();
  const task::Plan plan = wire_plan(rig);
  const auto path = std::filesystem::temp_directory_path() /
                    ("dyad-bench-" + std::to_string(getpid()) + "-" +
                     std::to_string(turn) + ".jsonl");
  auto writer = log::Writer::create(path.string(), wire_header(rig), {});
  if (!writer) std::abort();
  (*writer)->start();
  WireDevice device(wire);
  const ClockAnchor anchor = session::anchor_now();
  const session::MonotonicClock clock(anchor);
  session::Session session({.rig = rig,
                            .plan = plan,
                            .seed = 1,
                            .devices = {&device},
                            .log = **writer,
                            .on_fault = {}});
  std::vector<std::int64_t> latencies_ns;
  std::thread stimulus([&] {
    latencies_ns = stimulate(wire, kStimuli, device.answered_at_ns);
    kill(getpid(), SIGTERM);  // the loop's own way to end
  });
  session::LiveLoop(session, clock, anchor, {&device}, {}).run();
  stimulus.join();
  if (!(*writer)->close()) std::abort();
  std::filesystem::remove(path);
  return latencies_ns;
}

std::vector<std::int64_t> through_the_bare_loop(const Wire& wire) {
  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> answered_at_ns = 0;
  std::thread loop([&] {
    while (!stop) {
      pollfd waited{wire.in, POLLIN, 0};
      if (poll(&waited, 1, 10) != 1) continue;
      std::uint64_t count = 0;
      if (read(wire.in, &count, sizeof count) != sizeof count) continue;
      answered_at_ns = now_ns();
      if (write(wire.out, &count, sizeof count) != sizeof count) std::abort();
    }
  });
  auto latencies_ns = stimulate(wire, kStimuli, answered_at_ns);
  stop = true;
  loop.join();
  return latencies_ns;
}

void put(benchmark::State& state, const std::string& name, const Percentiles& p) {
  const auto us = [](std::int64_t ns) { return static_cast<double>(ns) / 1000; };
  state.counters[name + "_median_us"] = us(p.median_ns);
  state.counters[name + "_p99_us"] = us(p.p99_ns);
  state.counters[name + "_p999_us"] = us(p.p999_ns);
  state.counters[name + "_max_us"] = us(p.max_ns);
}

void edge_to_command(benchmark::State& state) {
  // Under load: one thread a core that never rests.
  std::atomic<bool> stop = false;
  std::vector<std::thread> load;
  const std::size_t busy =
      state.range(0) == 0 ? 0 : std::thread::hardware_concurrency();
  for (std::size_t i = 0; i < busy; ++i) {
    load.emplace_back([&stop] {
      std::uint64_t x = 1;
      while (!stop) benchmark::DoNotOptimize(x = x * 6364136223846793005ULL + 1);
    });
  }
  std::vector<std::int64_t> session_ns;
  std::vector<std::int64_t> bare_ns;
  for (auto _ : state) {
    for (std::size_t turn = 0; turn < kTurns; ++turn) {
      const Wire wire;
      const auto bare = through_the_bare_loop(wire);
      const auto whole = through_the_session(wire, turn);
      bare_ns.insert(bare_ns.end(), bare.begin(), bare.end());
      session_ns.insert(session_ns.end(), whole.begin(), whole.end());
    }
  }
  stop = true;
  for (std::thread& thread : load) thread.join();
  const Percentiles session = percentiles(session_ns);
  const Percentiles bare = percentiles(bare_ns);
  put(state, "session", session);
  put(state, "bare", bare);
  state.counters["ratio_median"] =
      static_cast<double>(session.median_ns) / static_cast<double>(bare.median_ns);
  state.counters["ratio_p99"] =
      static_cast<double>(session.p99_ns) / static_cast<double>(bare.p99_ns);
}

BENCHMARK(edge_to_command)
    ->ArgName("load")
    ->Arg(0)
    ->Arg(1)
    ->Iterations(1)
    ->Unit(benchmark::kSecond)
    ->UseRealTime();

}  // namespace
}  // namespace dyad::benchmarks
