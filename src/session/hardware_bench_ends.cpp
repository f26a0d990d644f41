// What the bench makes of that which comes back from the devices: pulses that ended,
// leases that ran out, devices that were lost.
#include <algorithm>
#include <set>
#include <utility>

#include "dyad/session/hardware_bench.hpp"

namespace dyad::session {

void HardwareBench::poll(Time now) {
  for (device::Device* device : devices_) {
    device->poll(now, report_);
    for (const Input& input : report_.inputs) {
      for (device::Device* other : devices_) {
        if (other != device) other->observe(input, now);
      }
    }
    take_report();
  }
}

void HardwareBench::take_report() {
  for (const auto* inputs : {&report_.backfill, &report_.inputs}) {
    for (const Input& input : *inputs) listener_.on_line(input.channel, input.active);
  }
  const std::vector<Actuation> ended = std::exchange(report_.actuations, {});
  report_.clear();
  for (const Actuation& pulse : ended) take(pulse);
}

void HardwareBench::take(const Actuation& pulse) {
  const auto running = running_.find(pulse.token);
  if (running == running_.end()) return;
  const ChannelIndex channel = running->second;
  running_.erase(running);
  listener_.on_line(channel, false);
  const auto found = tasks_.find(channel);
  if (found == tasks_.end()) return;
  Task& task = found->second;
  task.token = 0;
  task.next = pulse.time + pulse.duration + task.job.gap;
  if (task.lease) {
    if (task.stopping) tasks_.erase(found);
    return;
  }
  listener_.on_pulse(task.job, ++task.done, pulse);
  const bool last = task.done == task.job.count;
  const bool whole = pulse.status == ActuationStatus::done;
  if (whole && !last && !task.stopping) return;
  const JobNumber job = task.job.number;
  const bool stopped = task.stopping;
  tasks_.erase(found);
  if (whole && last) return listener_.on_job_end(job, "done", "");
  if (stopped) return listener_.on_job_end(job, "stopped", "");
  listener_.on_job_end(job, "failed",
                       "a pulse of \"" + rig_.channels[channel].name +
                           "\" did not end "
                           "as it should: " +
                           std::string(to_text(pulse.status)));
}

void HardwareBench::end_leases(Time now) {
  std::vector<std::pair<LeaseNumber, Flush>> over;
  for (const auto& flush : flushes_) {
    if (flush.second.ends <= now) over.push_back(flush);
  }
  for (const auto& [lease, flush] : over) {
    const bool at_limit = flush.ends >= flush.began + kMaxFlush;
    end_flush(lease, at_limit ? "limit" : "expired", "", now);
  }
}

void HardwareBench::end_flush(LeaseNumber lease, const std::string& reason,
                              const std::string& detail, Time now) {
  flushes_.erase(lease);
  std::set<SourceIndex> to_close;
  for (auto task = tasks_.begin(); task != tasks_.end();) {
    const bool of_lease = task->second.lease == lease;
    if (of_lease && task->second.token == 0) {
      task = tasks_.erase(task);
      continue;
    }
    if (of_lease) {
      task->second.stopping = true;
      to_close.insert(rig_.channels[task->first].device);
    }
    ++task;
  }
  // A device closes all of its outputs or none. Where another pulse runs on it, that
  // one is left whole, and the valve closes at the end of its own: max_open at most.
  for (const auto& [channel, task] : tasks_) {
    const bool runs = task.token != 0;
    if (runs && task.lease != lease) to_close.erase(rig_.channels[channel].device);
  }
  for (const SourceIndex source : to_close) {
    devices_[source]->close_outputs(now, report_);
    take_report();
  }
  listener_.on_flush_end(lease, reason, detail);
}

// A lost device does not say what became of its pulses before it is told to close.
void HardwareBench::fail_lost(Time now) {
  std::vector<ChannelIndex> lost;
  for (const auto& [channel, task] : tasks_) {
    if (device_of(channel).lost()) lost.push_back(channel);
  }
  for (const ChannelIndex channel : lost) {
    device_of(channel).close_outputs(now, report_);
    take_report();
    const std::string& name = rig_.devices[rig_.channels[channel].device].name;
    fail(channel, "the device \"" + name + "\" was lost; check its cable and power",
         now);
  }
}

void HardwareBench::fail(ChannelIndex channel, const std::string& detail, Time now) {
  const auto found = tasks_.find(channel);
  if (found == tasks_.end()) return;
  if (const auto lease = found->second.lease) {
    if (flushes_.count(*lease) != 0) end_flush(*lease, "failed", detail, now);
    return;
  }
  const JobNumber job = found->second.job.number;
  tasks_.erase(found);
  listener_.on_job_end(job, "failed", detail);
}

}  // namespace dyad::session
