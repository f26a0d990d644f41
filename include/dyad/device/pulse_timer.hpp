#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "dyad/core/command.hpp"
#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"

namespace dyad::device {

// A line that must be switched, and since when.
struct LineSwitch {
  ChannelIndex channel = kNoChannel;
  bool active = false;
  Time due;
  bool operator==(const LineSwitch&) const = default;
};

// Times the pulses of the output channels of one device: which line is to be
// switched when, and what became of each command. Pure: the device reads the
// clock and switches the lines.
//
//   while (auto s = timer.next_switch(now)) {
//     ...switch s->channel...
//     if (auto ended = timer.switched(*s, when)) report(*ended);
//   }
//
// A pulse is as long as commanded counted from the moment its line did become
// active. Pulses of one channel run one after another in the order of start().
class PulseTimer {
 public:
  // Of one channel, the running pulse included.
  static constexpr std::size_t kMaxPulses = 16;

  // min_gap: how long the line stays inactive between two pulses.
  void add_channel(ChannelIndex channel, Duration min_gap = Duration());

  // Due at now, or when the pulses before it have ended. An error (channel that
  // is not an output here, length not above zero, queue full) leaves no trace.
  Status start(const Command& command, Time now);

  // The switch due longest (at one instant: off before on, then by channel),
  // nothing if none is due. Asked again without switched() in between, it answers
  // the same.
  std::optional<LineSwitch> next_switch(Time now) const;

  // How long the channel's running or next pulse is. It has one.
  Duration length_of(ChannelIndex channel) const;

  // The line was switched at this time. Yields the actuation if that ended a pulse.
  std::optional<Actuation> switched(const LineSwitch& line_switch, Time at);

  // Forgets a command that has not begun: no actuation will come of it. False: it
  // has begun, or was never queued.
  bool withdraw(Token token);

  std::optional<Time> next_wakeup() const;

  // Every line was made inactive: running pulses are cut, queued ones refused.
  void close_all(Time now, std::vector<Actuation>& ended);

  // The device is gone: running pulses are unknown, queued ones refused.
  void lose_all(Time now, std::vector<Actuation>& ended);

 private:
  struct Pulse {
    Token token = 0;
    Duration length;
    Time due;  // not before this
  };
  struct Channel {
    ChannelIndex index = kNoChannel;
    Duration min_gap;
    std::array<Pulse, kMaxPulses> pulses{};  // a ring, oldest at first
    std::size_t first = 0;
    std::size_t size = 0;
    bool active = false;
    Time on_at;      // of the running pulse
    Time free_from;  // of the line, after the last pulse and its gap

    Pulse& at(std::size_t i) { return pulses[(first + i) % kMaxPulses]; }
    const Pulse& front() const { return pulses[first]; }
    void pop();
    LineSwitch next() const;  // size > 0
  };

  const Channel* find(ChannelIndex index) const;
  Channel* find(ChannelIndex index);
  void end_all(Time now, ActuationStatus running, std::vector<Actuation>& ended);

  std::vector<Channel> channels_;
};

}  // namespace dyad::device
