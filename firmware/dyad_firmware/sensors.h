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
// on_edge(SensorEdge), on_raw_loss(now), and, while an input is urgent, on_step().
template <typename Board, typename Sink>
class Sensors {
 public:
  Sensors(Board& board, Sink& sink)
      : board_(board),
        sink_(sink),
        enabled_(0),
        inverted_(0),
        pins_(0),
        levels_(0),
        undecided_(0),
        deadline_(0) {}

  // Begins anew with the level that the line has now, which is no edge.
  void configure(uint8_t input, uint8_t flags, Ticks confirm, Ticks lockout);

  // Takes in one edge, if there is one: where what runs must not run for long.
  bool take_one(Ticks now);

  // Takes in every edge, and settles what is due; `urgent` inputs (one bit an input)
  // as soon as their time has come, whatever else waits. Yields up to when it looked.
  // Often there is nothing to do, and that takes little time.
  Ticks run(uint8_t urgent);

  // run(now) would do nothing.
  bool nothing_due(Ticks now) const {
    return board_.no_raw_edges() && !reached(now, deadline_);
  }

  // Every edge older than this has been reported, given that run(now) was.
  Ticks complete_to(Ticks now) const {
    Ticks oldest = now;
    for (uint8_t i = 0, bits = undecided_; bits != 0; ++i, bits >>= 1) {
      if (bits & 1) oldest = earlier(oldest, lines_[i].oldest_undecided());
    }
    return oldest;
  }

  // When run() next has to settle something, or to look at the time. May be too early.
  Ticks next_deadline() const { return deadline_; }

  // Onsets not decided yet, one bit an input.
  uint8_t candidates() const { return static_cast<uint8_t>(undecided_ & ~levels_); }
  Ticks candidate_since(uint8_t i) const { return lines_[i].oldest_undecided(); }
  Ticks all_due(uint8_t inputs) const;
  // Decides on candidates that are known to have held until `at`.
  void settle_all(uint8_t inputs, Ticks at);
  uint8_t pins() const { return pins_; }  // as last taken in

  // Ends lock-outs of lines on which nothing happens, before the counter has wrapped.
  void keep_time(Ticks now);

  uint8_t enabled() const { return enabled_; }  // one bit an input
  uint8_t levels() const { return levels_ & enabled_; }
  uint16_t glitches(uint8_t input) const {
    return static_cast<uint16_t>(lines_[input].glitches());
  }

 private:
  // run() looks at the time at least this often.
  static const Ticks kLongest = 20 * kTicksPerMs;

  struct Line : Debouncer<Ticks> {
    Line() : Debouncer<Ticks>(0, 0, false) {}
    Line(Ticks confirm, Ticks lockout, bool level)
        : Debouncer<Ticks>(confirm, lockout, level) {}
  };

  static uint8_t twice(uint8_t bit) { return static_cast<uint8_t>(bit << 1); }

  // The counter's 24 bits, and the rest from a time less than 4 s away: an edge may
  // have come in after `now` was read.
  static Ticks widen(const RawEdge& raw, Ticks now);

  void take(const RawEdge& raw, Ticks time);

  // The line may have become undecided, or decided.
  void note(uint8_t input, uint8_t bit) {
    const Line& line = lines_[input];
    undecided_ &= static_cast<uint8_t>(~bit);
    if (!line.undecided()) return;
    undecided_ |= bit;
    deadline_ = earlier(deadline_, line.next_deadline());
  }

  // Edges were lost between the interrupt and here: the lines are what they are now.
  void resync();

  void settle(uint8_t input, uint8_t bit, Ticks now);

  void step(Ticks now, uint8_t urgent);

  // An edge that waits may end the candidate: then it has to be taken in first.
  void hurry(Ticks now, uint8_t urgent);

  DYAD_NOINLINE void report(uint8_t input, const DebouncedEdge<Ticks>& edge) {
    const uint8_t bit = static_cast<uint8_t>(1 << input);
    levels_ = edge.level ? levels_ | bit : levels_ & ~bit;
    const SensorEdge out = {input, edge.level, edge.reconciled, edge.time};
    sink_.on_edge(out);
  }

  Board& board_;
  Sink& sink_;
  uint8_t enabled_;
  uint8_t inverted_;
  uint8_t pins_;       // as last taken in
  uint8_t levels_;     // as reported
  uint8_t undecided_;  // one bit an input
  Ticks deadline_;
  Line lines_[kInputs];
};

}  // namespace dyad_firmware

#include "sensors_steps.h"

#endif  // DYAD_FIRMWARE_SENSORS_H
