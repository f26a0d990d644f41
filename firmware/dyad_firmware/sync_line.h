// One pulse each second on a line of its own. The host stamps its rise with the Pi's
// clock, the board with its own: two readings of one instant.
#ifndef DYAD_FIRMWARE_SYNC_LINE_H
#define DYAD_FIRMWARE_SYNC_LINE_H

#include "ticks.h"

namespace dyad_firmware {

// Board has: now(), Atomic, drive_sync(active).
template <typename Board>
class SyncLine {
 public:
  explicit SyncLine(Board& board)
      : board_(board), at_(0), rose_at_(0), enabled_(false), high_(false) {}

  void enable(bool on) {
    if (on && !enabled_) at_ = board_.now();
    enabled_ = on;
  }

  bool due(Ticks now) const { return (enabled_ || high_) && reached(now, at_); }

  // True if the line rose just now, at rose_at().
  bool run(Ticks now) {
    if (!due(now)) return false;
    if (high_) {
      board_.drive_sync(false);
      high_ = false;
      at_ = rose_at_ + kTicksPerSecond;
      return false;
    }
    const typename Board::Atomic atomic;
    board_.drive_sync(true);
    rose_at_ = board_.now();
    high_ = true;
    at_ = rose_at_ + kLength;
    return true;
  }

  Ticks rose_at() const { return rose_at_; }
  // The earlier of `other` and the next change of the line.
  Ticks next(Ticks other) const {
    return enabled_ || high_ ? earlier(at_, other) : other;
  }

 private:
  static const Ticks kLength = 5 * kTicksPerMs;

  Board& board_;
  Ticks at_;  // of the next change
  Ticks rose_at_;
  bool enabled_;
  bool high_;
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_SYNC_LINE_H
