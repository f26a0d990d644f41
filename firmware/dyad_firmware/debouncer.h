// Debounces one line. Builds for the host and for AVR (C++11, no library).
//
// Times are unsigned integers of any unit that may wrap around, compared by
// their difference: two times in use at once lie less than half the range apart.
// All decisions are made in event time: calls may come late, the result is the
// same as if they had come in time.
//
//  - An edge away from the reported level at t0 makes a candidate. If the level
//    holds until t0 + C it is confirmed, and reported with the time t0. A level
//    that was held for exactly C is confirmed.
//  - If it returns before, the candidate is dropped and counted as a glitch.
//  - From the instant of the confirmation on, nothing is reported for L: the
//    lock-out. It ends at exactly confirmation + L; an edge at that instant is
//    outside. Edges inside are followed, and count as bounce, not as glitches.
//  - If the level at the end of a lock-out is not the reported one, it is a
//    candidate since its last edge. Its report waits for both the end of the
//    lock-out and t0 + C, carries the time of that last edge, and is flagged
//    `reconciled`: the first edge of the change is not known. It begins a
//    lock-out of its own, from its confirmation on.
//
// So reported levels alternate, their times never fall, each level held for C, and
// a level that holds for the longer of C and L is reported. C = 0 and L = 0 pass
// every edge.
#ifndef DYAD_FIRMWARE_DEBOUNCER_H
#define DYAD_FIRMWARE_DEBOUNCER_H

#include <stdint.h>

namespace dyad_firmware {

template <typename TimeT>
struct DebouncedEdge {
  TimeT time;
  bool level;
  bool reconciled;
};

// TimeT: uint32_t, uint64_t. At most one report a call; the caller goes on calling
// settle() until it has none.
template <typename TimeT>
class Debouncer {
 public:
  Debouncer(TimeT confirm, TimeT lockout, bool level)
      : confirm_(confirm),
        lockout_(lockout),
        since_(0),
        lock_end_(0),
        glitches_(0),
        reported_(level),
        raw_(level),
        locked_(false),
        blurred_(false) {}

  // A raw edge. What was due before it is settled first: true if that yields a
  // report. An edge to the level that the line had already means that the line
  // left it and came back unseen.
  bool on_edge(TimeT t, bool level, DebouncedEdge<TimeT>& report) {
    const bool reports = settle(t, report);
    if (level == reported_) {
      if (!locked_) ++glitches_;
    } else {
      if (level == raw_ && !locked_) ++glitches_;
      since_ = t;
      blurred_ = locked_;
    }
    raw_ = level;
    return reports;
  }

  // Events were lost: the line has this level at t, and what it did before is not
  // known. A candidate that was not settled yet is dropped, for nobody saw it hold.
  // A change is confirmed from t on and flagged `reconciled`.
  void resync(TimeT t, bool level) {
    raw_ = level;
    since_ = t;
    blurred_ = true;
  }

  // Does what is due at now or before. On a clock that wraps, call it at least
  // once in a quarter of the clock's range.
  bool settle(TimeT now, DebouncedEdge<TimeT>& report) {
    if (idle()) return false;
    bool reports = false;
    const TimeT confirmed = confirmed_at();
    if (undecided() && !before(now, confirmed)) {
      report.time = since_;
      report.level = raw_;
      report.reconciled = blurred_;
      lock_end_ = confirmed + lockout_;
      locked_ = true;
      reported_ = raw_;
      reports = true;
    }
    if (locked_ && !before(now, lock_end_)) locked_ = false;
    return reports;
  }

  bool level() const { return reported_; }
  bool raw_level() const { return raw_; }
  uint32_t glitches() const { return glitches_; }

  // Whether there is a change that may still be reported or dropped; if so,
  // since when (no report to come is older), and when settle() decides it.
  bool undecided() const { return raw_ != reported_; }
  // Nothing is due, however late it gets.
  bool idle() const { return raw_ == reported_ && !locked_; }
  TimeT oldest_undecided() const { return since_; }
  TimeT next_deadline() const { return confirmed_at(); }

 private:
  static bool before(TimeT a, TimeT b) {
    return static_cast<TimeT>(a - b) > static_cast<TimeT>(~static_cast<TimeT>(0)) / 2;
  }

  TimeT confirmed_at() const {
    const TimeT held = static_cast<TimeT>(since_ + confirm_);
    return locked_ && before(held, lock_end_) ? lock_end_ : held;
  }

  TimeT confirm_;
  TimeT lockout_;
  TimeT since_;     // of the last raw edge away from the reported level
  TimeT lock_end_;  // while locked_
  uint32_t glitches_;
  bool reported_ : 1;  // bits: a board's RAM is small
  bool raw_ : 1;
  bool locked_ : 1;
  bool blurred_ : 1;  // the first edge of the candidate is not known
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_DEBOUNCER_H
