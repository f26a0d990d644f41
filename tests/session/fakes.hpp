#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/device/device.hpp"
#include "dyad/log/sink.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::session {

// A device whose inputs a test writes down beforehand. Reports what is due, and
// holds its watermark where the test says so. While it is lost it says nothing of its
// pulses; back again, they are done.
class FakeDevice final : public device::Device {
 public:
  void poll(Time now, device::Report& report) override {
    report.backfill.insert(report.backfill.end(), backfill.begin(), backfill.end());
    backfill.clear();
    report.clock_samples = std::exchange(clock_samples, {});
    report.board_decisions = std::exchange(board_decisions, {});
    while (!inputs.empty() && inputs.front().second <= now) {
      report.inputs.push_back(inputs.front().first);
      inputs.erase(inputs.begin());
    }
    for (const Fault& fault : faults) report.faults.push_back(fault);
    faults.clear();
    for (auto it = running.begin(); it != running.end();) {
      if (is_lost || it->time + it->duration > now) {
        ++it;
        continue;
      }
      report.actuations.push_back(*it);
      it = running.erase(it);
    }
    watermark_ = std::min(held_at.value_or(Time::never()), now + Duration::from_us(1));
  }
  Time watermark() const override { return watermark_; }
  Duration lateness_bound() const override { return lateness; }
  std::optional<Time> next_wakeup() const override {
    Time next = Time::never();
    if (!inputs.empty()) next = inputs.front().second;
    for (const Actuation& pulse : running) {
      if (!is_lost) next = std::min(next, pulse.time + pulse.duration);
    }
    if (next == Time::never()) return std::nullopt;
    return next;
  }
  std::span<const int> descriptors() const override { return {}; }
  Status actuate(const Command& command, Time now) override {
    if (on_actuate) on_actuate();
    if (broken) return Error{"the line is gone", ""};
    running.push_back({.time = now,
                       .token = command.token,
                       .channel = command.channel,
                       .duration = command.duration,
                       .status = ActuationStatus::done});
    return Ok{};
  }
  void close_outputs(Time now, device::Report& report) override {
    ++closed;
    for (Actuation& pulse : running) {
      pulse.duration = is_lost ? Duration() : now - pulse.time;
      pulse.status = is_lost ? ActuationStatus::unknown : ActuationStatus::cut;
      report.actuations.push_back(pulse);
    }
    running.clear();
    report.faults.insert(report.faults.end(), closing_faults.begin(),
                         closing_faults.end());
    closing_faults.clear();
  }
  bool lost() const override { return is_lost; }
  device::Reflex* reflex() override { return board; }
  void observe(const Input& input, Time now) override {
    observed.emplace_back(input, now);
  }
  void hear(const Note& note, Time now) override { heard.emplace_back(note, now); }

  device::Reflex* board = nullptr;  // the test's

  Input onset(SourceIndex source, ChannelIndex channel, std::int64_t t_us);
  // An onset at t, seen by the session at `seen` at the earliest.
  void poke(SourceIndex source, ChannelIndex channel, std::int64_t t_us,
            std::optional<std::int64_t> seen_us = std::nullopt);
  // The next poll reports the loss, every input up to known_good being known.
  void lose(FaultKind kind, std::int64_t known_good_us);
  void come_back(std::int64_t t_us);

  std::vector<std::pair<Input, Time>> inputs;  // and when the session sees each
  std::vector<Input> backfill;
  std::vector<ClockSample> clock_samples;
  std::vector<BoardDecision> board_decisions;
  std::vector<std::pair<Input, Time>> observed;  // and when it was told of each
  std::vector<std::pair<Note, Time>> heard;      // likewise
  std::vector<Fault> faults;
  std::vector<Fault> closing_faults;  // found when the outputs are closed
  std::vector<Actuation> running;
  std::function<void()> on_actuate;
  std::optional<Time> held_at;  // the watermark goes no further
  Duration lateness = Duration::from_ms(20);
  bool is_lost = false;
  bool broken = false;
  int closed = 0;
  std::uint64_t sequence = 0;

 private:
  Time watermark_;
};

class VectorSink final : public log::Sink {
 public:
  void append(const log::Record& record) override { records.push_back(record); }
  std::optional<Error> failure() const override { return failed; }

  template <typename T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const log::Record& record : records) {
      if (const T* one = std::get_if<T>(&record)) found.push_back(*one);
    }
    return found;
  }

  std::vector<log::Record> records;
  std::optional<Error> failed;
};

// Two subjects, a poke and a valve each: channels 0 and 1 are pokes, 2 and 3
// valves. `devices` devices; the second poke is on the last one.
config::Rig two_poke_rig(std::size_t devices = 1);

// Window 750 ms, ITI 1 s, 60 s long, 10 µl in 30 ms.
task::Plan plan_for(const config::Rig& rig);

}  // namespace dyad::session
