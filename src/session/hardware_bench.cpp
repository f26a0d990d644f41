#include "dyad/session/hardware_bench.hpp"

#include <algorithm>
#include <utility>

namespace dyad::session {
namespace {

// Less than this of a lease is not worth a pulse.
constexpr Duration kShortestFlush = Duration::from_ms(1);

std::string in_ms(Duration duration) {
  const auto ms = duration.us() / 1000;
  const auto rest = duration.us() % 1000;
  return std::to_string(ms) +
         (rest == 0 ? "" : "." + std::to_string(1000 + rest).substr(1)) + " ms";
}

}  // namespace

HardwareBench::HardwareBench(const config::Rig& rig,
                             std::vector<device::Device*> devices, Listener& listener)
    : rig_(rig), devices_(std::move(devices)), listener_(listener) {}

void HardwareBench::begin(Time now) {
  std::vector<bool> active(rig_.channels.size());
  for (const device::Device* device : devices_) {
    std::vector<device::LineLevel> levels;
    device->levels(levels);
    for (const device::LineLevel& level : levels) active[level.channel] = level.active;
  }
  for (std::size_t i = 0; i < active.size(); ++i) {
    listener_.on_line(static_cast<ChannelIndex>(i), active[i]);
  }
  pump(now);
}

void HardwareBench::pump(Time now) {
  poll(now);
  fail_lost(now);
  end_leases(now);
  begin_due(now);
}

Time HardwareBench::next_wakeup() const {
  Time next = Time::never();
  for (const device::Device* device : devices_) {
    next = std::min(next, device->next_wakeup().value_or(Time::never()));
  }
  for (const auto& [lease, flush] : flushes_) next = std::min(next, flush.ends);
  for (const auto& [channel, task] : tasks_) {
    if (task.token == 0 && !task.lease) next = std::min(next, task.next);
  }
  return next;
}

void HardwareBench::pulse(const PulseJob& job, Time now) {
  if (const auto why = refusal(job)) {
    return listener_.on_job_end(job.number, "failed", *why);
  }
  tasks_.emplace(job.channel, Task{.job = job, .lease = {}, .next = now});
  begin_due(now);
}

void HardwareBench::stop(JobNumber job, Time /*now*/) {
  const auto found =
      std::find_if(tasks_.begin(), tasks_.end(), [job](const auto& task) {
        return !task.second.lease && task.second.job.number == job;
      });
  if (found == tasks_.end()) return;  // it has ended in the meantime
  if (found->second.token != 0) {
    found->second.stopping = true;
    return;
  }
  tasks_.erase(found);
  listener_.on_job_end(job, "stopped", "");
}

void HardwareBench::flush(LeaseNumber lease, const std::vector<ChannelIndex>& channels,
                          Duration lease_length, Time now) {
  const Duration length = std::clamp(lease_length, Duration(), kMaxLease);
  if (const auto known = flushes_.find(lease); known != flushes_.end()) {
    Flush& flush = known->second;
    flush.ends = std::min(now + length, flush.began + kMaxFlush);
    return begin_due(now);
  }
  if (const auto why = refusal(channels)) {
    return listener_.on_flush_end(lease, "failed", *why);
  }
  flushes_.emplace(lease, Flush{now, now + length});
  for (const ChannelIndex channel : channels) {
    Task task{.job = {}, .lease = lease, .next = now};
    task.job.channel = channel;
    tasks_.emplace(channel, task);
  }
  begin_due(now);
}

void HardwareBench::unflush(LeaseNumber lease, Time now) {
  if (flushes_.count(lease) != 0) end_flush(lease, "released", "", now);
}

bool HardwareBench::close(Time now) {
  flushes_.clear();
  for (auto& [channel, task] : tasks_) task.stopping = true;
  poll(now);
  const bool first = !std::exchange(closing_, true);
  for (device::Device* device : devices_) {
    if (first) device->close_outputs(now, report_);
  }
  take_report();
  return running_.empty();
}

device::Device& HardwareBench::device_of(ChannelIndex channel) const {
  return *devices_.at(rig_.channels[channel].device);
}

std::optional<std::string> HardwareBench::unusable(ChannelIndex channel) const {
  if (channel >= rig_.channels.size()) return "the rig has no such channel";
  const config::Channel& line = rig_.channels[channel];
  const std::string name = "\"" + line.name + "\"";
  if (!config::is_output(line.kind)) return name + " is an input: nothing moves it";
  if (tasks_.count(channel) != 0)
    return name + " is being moved already; wait or stop it";
  if (device_of(channel).lost()) {
    return "the device \"" + rig_.devices[line.device].name +
           "\" does not answer; check its cable and power";
  }
  return std::nullopt;
}

std::optional<std::string> HardwareBench::refusal(const PulseJob& job) const {
  if (auto why = unusable(job.channel)) return why;
  const config::Channel& line = rig_.channels[job.channel];
  const bool valve = line.kind == config::ChannelKind::reward_valve;
  const Duration longest = valve ? line.valve.max_open : kMaxPulse;
  if (job.duration <= Duration() || job.duration > longest) {
    return "a pulse of \"" + line.name + "\" is longer than 0 ms and at most " +
           in_ms(longest) + (valve ? ", its max_open_ms in the rig file" : "");
  }
  if (job.count < 1 || job.count > kMaxCount) {
    return "between 1 and " + std::to_string(kMaxCount) + " pulses can be asked for";
  }
  if (job.gap < Duration() || job.gap > kMaxGap) {
    return "the gap between two pulses is at most " + in_ms(kMaxGap);
  }
  return std::nullopt;
}

std::optional<std::string> HardwareBench::refusal(
    const std::vector<ChannelIndex>& channels) const {
  if (channels.empty()) return "no valve is named";
  for (const ChannelIndex channel : channels) {
    if (auto why = unusable(channel)) return why;
    const config::Channel& line = rig_.channels[channel];
    if (line.kind != config::ChannelKind::reward_valve) {
      return "\"" + line.name + "\" is no valve: only valves are flushed";
    }
  }
  return std::nullopt;
}

void HardwareBench::begin_due(Time now) {
  std::vector<ChannelIndex> due;
  for (const auto& [channel, task] : tasks_) {
    if (task.token == 0 && !task.stopping && task.next <= now) due.push_back(channel);
  }
  for (const ChannelIndex channel : due) {
    // The failure of another channel may have ended this one's flush.
    const auto found = tasks_.find(channel);
    if (found != tasks_.end()) begin_pulse(found->second, now);
  }
}

void HardwareBench::begin_pulse(Task& task, Time now) {
  const ChannelIndex channel = task.job.channel;
  const Duration length = length_of(task, now);
  if (task.lease && length < kShortestFlush) return;
  Command command;
  command.time = now;
  command.kind = CommandKind::pulse;
  command.token = ++last_token_;
  command.channel = channel;
  command.duration = length;
  const Status begun = device_of(channel).actuate(command, now);
  if (!begun) return fail(channel, begun.error().text(), now);
  task.token = command.token;
  running_.emplace(command.token, channel);
  listener_.on_line(channel, true);
}

// The last pulse of a flush ends with the lease: the device itself closes the valve.
Duration HardwareBench::length_of(const Task& task, Time now) const {
  if (!task.lease) return task.job.duration;
  const Duration left = flushes_.at(*task.lease).ends - now;
  return std::min(left, rig_.channels[task.job.channel].valve.max_open);
}

}  // namespace dyad::session
