#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dyad/core/input.hpp"
#include "dyad/device/mcu_clock.hpp"
#include "dyad/device/mcu_setup.hpp"
#include "dyad/link/board_messages.hpp"

namespace dyad::device {

// Brings the edges of one board into order and session time. A board tells an edge when
// it is confirmed, so that one with a shorter confirmation may overtake an older one:
// each is held until the board has said that nothing older comes.
class McuInputs {
 public:
  McuInputs(const McuSetup& setup, SourceIndex source)
      : setup_(setup), source_(source) {}

  // Ticks are widened.
  void add(const link::EdgeEvent& edge, std::uint64_t ticks);

  // What the lines are at this time, a bit an input. Where that is not what the last
  // edge said, an edge was missed: one is made, `reconciled`, and uncertain by the time
  // in which nobody watched.
  void resync(std::uint8_t levels, std::uint64_t ticks, Duration unwatched);

  // Everything older than `ticks` is there: appends it, rising in time and sequence.
  void release_before(std::uint64_t ticks, const McuClock& clock,
                      std::vector<Input>& into);
  // The board's counter begins anew: whatever is held is all there will be. Where the
  // clock is not known it is dropped, for it cannot be dated.
  void release_all(const McuClock& clock, std::vector<Input>& into);

  // Every input with a time below this has been released. Never falls.
  Time watermark() const { return watermark_; }
  bool level(unsigned input) const { return level_.at(input); }  // as told last
  // Nothing comes from before this instant any more: a board that is back after a loss.
  void raise_watermark(Time t) { watermark_ = t < watermark_ ? watermark_ : t; }

 private:
  struct Held {
    std::uint64_t ticks = 0;
    unsigned input = 0;
    bool active = false;
    bool blurred = false;
    Duration unwatched;
  };

  void hold(const Held& held);
  void release(std::size_t count, const McuClock& clock, std::vector<Input>& into);

  const McuSetup& setup_;
  SourceIndex source_;
  std::vector<Held> held_;                            // sorted by ticks
  std::array<bool, dyad_firmware::kInputs> level_{};  // as the board told last
  std::uint64_t sequence_ = 0;
  Time watermark_ = Time::long_ago();
};

}  // namespace dyad::device
