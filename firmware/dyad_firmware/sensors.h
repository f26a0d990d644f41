// The inputs: raw edges in, debounced onsets and releases out.
#ifndef DYAD_FIRMWARE_SENSORS_H
#define DYAD_FIRMWARE_SENSORS_H

#include "debouncer.h"
#include "protocol.h"
#include "ticks.h"

namespace dyad_firmware {

struct SensorEdge {
  uint8_t input;
  bool active;
  bool blurred;
  Ticks time;
};

// Board has: now(), read_inputs(), next_raw_edge(RawEdge&), raw_overrun(),
// restart_raw_edges(now, pins), watch_inputs(mask), pull_up(input, on). Sink has:
// on_edge(SensorEdge) and on_raw_loss(now).
template <typename Board, typename Sink>
class Sensors {
 public:
  Sensors(Board& board, Sink& sink)
      : board_(board), sink_(sink), enabled_(0), inverted_(0), pins_(0) {}

  // Begins anew with the level that the line has now, which is no edge.
  void configure(uint8_t input, uint8_t flags, Ticks confirm, Ticks lockout) {
    const uint8_t bit = static_cast<uint8_t>(1 << input);
    enabled_ = (flags & kFlagEnabled) ? enabled_ | bit : enabled_ & ~bit;
    inverted_ = (flags & kFlagActiveLow) ? inverted_ | bit : inverted_ & ~bit;
    board_.pull_up(input, (flags & kFlagPullUp) != 0);
    board_.watch_inputs(enabled_);
    const uint8_t now_pins = board_.read_inputs();
    pins_ = (pins_ & ~bit) | (now_pins & bit);
    lines_[input] = Line(confirm, lockout, ((now_pins ^ inverted_) & bit) != 0);
  }

  // Takes in every edge up to now, and settles what is due. `now` was read before.
  void run(Ticks now) {
    RawEdge raw;
    while (board_.next_raw_edge(raw)) take(raw, widen(raw, now));
    if (board_.raw_overrun()) resync();
    for (uint8_t i = 0; i < kInputs; ++i) settle(i, now);
  }

  // Every edge older than this has been reported, given that run(now) was.
  Ticks complete_to(Ticks now) const {
    Ticks oldest = now;
    for (uint8_t i = 0; i < kInputs; ++i) {
      if (lines_[i].undecided()) oldest = earlier(oldest, lines_[i].oldest_undecided());
    }
    return oldest;
  }

  // When run() next has to settle something; `latest` if nothing before.
  Ticks next_deadline(Ticks latest) const {
    for (uint8_t i = 0; i < kInputs; ++i) {
      if (lines_[i].undecided()) latest = earlier(latest, lines_[i].next_deadline());
    }
    return latest;
  }

  uint8_t enabled() const { return enabled_; }  // one bit an input
  uint8_t levels() const {
    uint8_t levels = 0;
    for (uint8_t i = 0; i < kInputs; ++i) {
      if (lines_[i].level()) levels = static_cast<uint8_t>(levels | 1 << i);
    }
    return levels & enabled_;
  }
  uint16_t glitches(uint8_t input) const {
    return static_cast<uint16_t>(lines_[input].glitches());
  }

 private:
  struct Line : Debouncer<Ticks> {
    Line() : Debouncer<Ticks>(0, 0, false) {}
    Line(Ticks confirm, Ticks lockout, bool level)
        : Debouncer<Ticks>(confirm, lockout, level) {}
  };

  // The counter's 24 bits, and the rest from a time less than 4 s away: an edge may
  // have come in after `now` was read.
  static Ticks widen(const RawEdge& raw, Ticks now) {
    const Ticks low = raw.low | static_cast<Ticks>(raw.high) << 16;
    Ticks behind = (now - low) & 0xFFFFFF;
    if (behind & 0x800000) behind |= 0xFF000000;
    return now - behind;
  }

  void take(const RawEdge& raw, Ticks time) {
    const uint8_t changed = static_cast<uint8_t>((raw.pins ^ pins_) & enabled_);
    pins_ = raw.pins;
    for (uint8_t i = 0, bit = 1; i < kInputs;
         ++i, bit = static_cast<uint8_t>(bit << 1)) {
      if (!(changed & bit)) continue;
      DebouncedEdge<Ticks> edge;
      const bool active = ((raw.pins ^ inverted_) & bit) != 0;
      if (lines_[i].on_edge(time, active, edge)) report(i, edge);
    }
  }

  // Edges were lost between the interrupt and here: the lines are what they are now.
  void resync() {
    Ticks now;
    board_.restart_raw_edges(now, pins_);
    sink_.on_raw_loss(now);
    for (uint8_t i = 0; i < kInputs; ++i) {
      if (!(enabled_ & (1 << i))) continue;
      lines_[i].resync(now, ((pins_ ^ inverted_) & (1 << i)) != 0);
    }
  }

  void settle(uint8_t input, Ticks now) {
    DebouncedEdge<Ticks> edge;
    while (lines_[input].settle(now, edge)) report(input, edge);
  }

  void report(uint8_t input, const DebouncedEdge<Ticks>& edge) {
    const SensorEdge out = {input, edge.level, edge.reconciled, edge.time};
    sink_.on_edge(out);
  }

  Board& board_;
  Sink& sink_;
  uint8_t enabled_;
  uint8_t inverted_;
  uint8_t pins_;  // as last taken in
  Line lines_[kInputs];
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_SENSORS_H
