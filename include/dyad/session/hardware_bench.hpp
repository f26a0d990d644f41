#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/command.hpp"
#include "dyad/device/device.hpp"

namespace dyad::session {

using JobNumber = std::int64_t;
using LeaseNumber = std::int64_t;

// Pulses of one output, one after another.
struct PulseJob {
  JobNumber number = 0;
  ChannelIndex channel = kNoChannel;
  Duration duration;
  std::int64_t count = 1;
  Duration gap;  // from the end of one to the beginning of the next
};

// Moves a rig's outputs by hand, while no session runs. Knows no clock and no socket:
// who owns it tells the time and hears what came of it. One thread.
//
// An output does one thing at a time. No pulse of a valve is longer than its max_open;
// the budget of open time is for sessions, and not kept here.
class HardwareBench {
 public:
  static constexpr Duration kMaxPulse = Duration::from_s(10);  // of other outputs
  static constexpr std::int64_t kMaxCount = 10'000;
  static constexpr Duration kMaxGap = Duration::from_s(60);
  static constexpr Duration kMaxLease = Duration::from_s(5);
  static constexpr Duration kMaxFlush = Duration::from_s(120);  // of one lease, in all

  // Called within the bench's own calls; must not call it.
  class Listener {
   public:
    virtual ~Listener() = default;
    // Inputs: debounced. Outputs: as commanded.
    virtual void on_line(ChannelIndex channel, bool active) = 0;
    virtual void on_pulse(const PulseJob& job, std::int64_t done,
                          const Actuation& pulse) = 0;
    // `state`: done, stopped or failed, and then why.
    virtual void on_job_end(JobNumber job, const std::string& state,
                            const std::string& detail) = 0;
    // `reason`: released, expired, limit or failed, and then why.
    virtual void on_flush_end(LeaseNumber lease, const std::string& reason,
                              const std::string& detail) = 0;
  };

  // All outlive the bench. Devices in the rig's order, opened and ready.
  HardwareBench(const config::Rig& rig, std::vector<device::Device*> devices,
                Listener& listener);

  // Tells the listener of every line.
  void begin(Time now);
  // Takes in what has happened up to now, begins what is due.
  void pump(Time now);
  // When to pump next even if no device has anything.
  Time next_wakeup() const;

  void pulse(const PulseJob& job, Time now);
  // Pulses that have not begun are left out.
  void stop(JobNumber job, Time now);

  // Holds valves open while the lease lives: pulses of max_open, one after another, the
  // last as long as the lease. A lease that is known is renewed.
  void flush(LeaseNumber lease, const std::vector<ChannelIndex>& channels,
             Duration lease_length, Time now);
  void unflush(LeaseNumber lease, Time now);

  // The last: ends everything, closes every output. True when every device has said so;
  // a board may have to be asked again.
  bool close(Time now);

 private:
  struct Flush {
    Time began;
    Time ends;
  };
  struct Task {
    PulseJob job;                      // of a flush: its channel only
    std::optional<LeaseNumber> lease;  // of a flush
    std::int64_t done = 0;
    Time next;        // when its next pulse begins
    Token token = 0;  // of the pulse that runs; 0: none
    bool stopping = false;
  };
  using Tasks = std::map<ChannelIndex, Task>;

  device::Device& device_of(ChannelIndex channel) const;
  std::optional<std::string> refusal(const PulseJob& job) const;
  std::optional<std::string> refusal(const std::vector<ChannelIndex>& channels) const;
  std::optional<std::string> unusable(ChannelIndex channel) const;
  void poll(Time now);
  void take_report();
  void take(const Actuation& pulse);
  void end_leases(Time now);
  void end_flush(LeaseNumber lease, const std::string& reason,
                 const std::string& detail, Time now);
  void fail_lost(Time now);
  void begin_due(Time now);
  void begin_pulse(Task& task, Time now);
  Duration length_of(const Task& task, Time now) const;
  void fail(ChannelIndex channel, const std::string& detail, Time now);

  const config::Rig& rig_;
  std::vector<device::Device*> devices_;
  Listener& listener_;
  Tasks tasks_;  // by channel
  std::map<LeaseNumber, Flush> flushes_;
  std::map<Token, ChannelIndex> running_;
  Token last_token_ = 0;
  bool closing_ = false;
  device::Report report_;
};

}  // namespace dyad::session
