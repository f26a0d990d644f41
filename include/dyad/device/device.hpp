#pragma once

#include <optional>
#include <span>
#include <vector>

#include "dyad/core/board_decision.hpp"
#include "dyad/core/channel_counts.hpp"
#include "dyad/core/clock_sample.hpp"
#include "dyad/core/command.hpp"
#include "dyad/core/fault.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/note.hpp"
#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"
#include "dyad/device/link_health.hpp"
#include "dyad/device/reflex.hpp"

namespace dyad::device {

// Where a device puts what happened since it was last asked.
struct Report {
  // Of a stretch during which the device was lost: inputs that may be older than
  // what the session has decided since. Rising in time and sequence, and before
  // `inputs` in both.
  std::vector<Input> backfill;
  std::vector<Input> inputs;  // debounced, rising in time and sequence
  std::vector<RawEdge> raw_edges;
  std::vector<Actuation> actuations;  // pulses that have ended
  std::vector<ClockSample> clock_samples;
  std::vector<BoardDecision> board_decisions;  // of a board with a reflex
  std::vector<Fault> faults;

  void clear();
};

// What an input line is.
struct LineLevel {
  ChannelIndex channel = kNoChannel;
  bool active = false;
};

// A thing with lines: the Pi's GPIO, a microcontroller, a simulated rig. Used from
// one thread, the session's. No call blocks.
class Device {
 public:
  virtual ~Device() = default;

  // Takes in everything that happened up to now, and does what is due: ends
  // pulses, confirms candidates. Appends to report.
  virtual void poll(Time now, Report& report) = 0;

  // As of the last poll: every input with a time below this has been reported. Of
  // no meaning while lost: nobody waits for a lost device.
  virtual Time watermark() const = 0;

  // A deadline waits for the watermark no longer than this.
  virtual Duration lateness_bound() const = 0;

  // When it wants to be polled even if no descriptor becomes readable.
  virtual std::optional<Time> next_wakeup() const = 0;

  // Descriptors that become readable when there is something to poll for. Valid as
  // long as the device lives; empty for a simulated one.
  virtual std::span<const int> descriptors() const = 0;

  // Begins the command's pulse, or queues it behind one that still runs on the
  // same channel. Its actuation comes with a later poll. An error means nothing
  // was begun and no actuation will come.
  virtual Status actuate(const Command& command, Time now) = 0;

  // Ends every pulse now and drops queued ones (reported as cut or refused). In any
  // state, any number of times. A board says with a later poll how long its pulses
  // were. On a lost device: reports what it cannot know as `unknown`; after it no
  // token is without its actuation.
  virtual void close_outputs(Time now, Report& report) = 0;

  // After a device_lost or link_lost fault was reported and until device_back was.
  // The fault carries the time up to which every input is known, not that of the
  // discovery: a deadline in between must not be decided without them. Pulses that
  // ran or waited may stay unresolved meanwhile: their actuations come when the
  // device is back and knows, or from close_outputs.
  virtual bool lost() const = 0;

  // Told of every edge that another device reported, as soon as it was reported: a
  // board with a sync line learns from it when its pulse rose.
  virtual void observe(const Input& /*input*/, Time /*now*/) {}

  // Told of everything the engine says, as soon as it is said: an automated partner
  // responds to the trials.
  virtual void hear(const Note& /*note*/, Time /*now*/) {}

  // The board's own decisions, where the device has such a board and the rig asks for
  // them; null else.
  virtual Reflex* reflex() { return nullptr; }

  // Appends one entry for each input channel that can lose or reject events.
  virtual void counts(std::vector<ChannelCounts>& /*into*/) const {}

  // Appends what each input line is, as far as it was read or told: inputs report
  // only how it changes from there. For displays; nothing while lost.
  virtual void levels(std::vector<LineLevel>& /*into*/) const {}

  // None of a device that has no link. For displays.
  virtual std::optional<LinkHealth> link_health() const { return std::nullopt; }
};

}  // namespace dyad::device
