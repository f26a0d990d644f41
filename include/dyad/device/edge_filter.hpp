#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/channel_counts.hpp"
#include "dyad/core/time.hpp"
#include "dyad/device/device.hpp"
#include "dyad_firmware/debouncer.h"

namespace dyad::device {

// Debounces all the input channels of one device and puts their inputs in one
// order: rising in time, at one instant by channel, numbered from 1. An input is
// held until no line can still report an older one.
//
// Lines are named by slot: the position among the device's input channels, in
// the order of the rig.
class EdgeFilter {
 public:
  // stamp_uncertainty: of the device's time stamps.
  EdgeFilter(const config::Rig& rig, SourceIndex source, Duration stamp_uncertainty);

  const std::vector<ChannelIndex>& channels() const { return channels_; }

  // The line's level at the beginning. It is known, and no edge.
  void start(std::size_t slot, bool level, Time now);

  // Raw edges of one line come in the order of their times.
  void edge(std::size_t slot, Time t, bool level, Report& report);

  // The same after `lost` edges of this line that never came. An input that follows
  // from it is uncertain by the time during which the line was not watched.
  void edge_after_gap(std::size_t slot, Time t, bool level, std::uint64_t lost,
                      Report& report);

  // As edge_after_gap(), but the level was read at t: there is no edge to log.
  void resync(std::size_t slot, Time t, bool level, std::uint64_t lost);

  // Every edge older than `up_to` has been handed in. Settles what is due and
  // reports what is ready.
  void advance(Time up_to, Report& report);

  // The device is gone: reports what is confirmed, whatever else is undecided.
  void release_all(Report& report);

  // Every input with a time below this has been reported.
  Time watermark() const { return watermark_; }
  // The next `up_to` at which advance() has something to do.
  std::optional<Time> next_advance() const;
  bool raw_level(std::size_t slot) const { return lines_[slot].debouncer.raw_level(); }
  void counts(std::vector<ChannelCounts>& into) const;
  // The longest that one undecided change can hold the watermark back.
  Duration longest_hold() const { return longest_hold_; }

 private:
  using Debouncer = dyad_firmware::Debouncer<std::uint64_t>;
  struct Line {
    ChannelIndex channel = kNoChannel;
    config::Debounce times;
    bool log_raw = false;
    Debouncer debouncer;
    std::uint64_t lost = 0;
    Time last_seen;              // of an edge or a read level
    std::optional<Time> gap_at;  // of the last gap
    Duration gap_length;
  };

  void hold(const Line& line, const dyad_firmware::DebouncedEdge<std::uint64_t>& edge);
  void report_raw(const Line& line, Time t, bool level, Report& report) const;
  void release_before(Time limit, Report& report);
  std::optional<Time> oldest_undecided() const;

  SourceIndex source_;
  Duration stamp_uncertainty_;
  Duration longest_hold_;
  std::vector<ChannelIndex> channels_;
  std::vector<Line> lines_;
  std::vector<Input> held_;  // sorted by (time, channel)
  std::uint64_t sequence_ = 0;
  Time complete_to_ = Time::long_ago();  // every older edge has been handed in
  Time watermark_ = Time::long_ago();
};

}  // namespace dyad::device
