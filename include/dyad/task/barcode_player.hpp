#pragma once

#include <cstdint>
#include <optional>

#include "dyad/config/task_event.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad::task {

// Sends a number as a row of pulses; docs/schedule.md, "Outputs". One at a time.
class BarcodePlayer {
 public:
  struct Pulse {
    ChannelIndex channel = kNoChannel;
    Duration length;
  };

  // Begins now; the first pulse is due at once. Leaves it out while another is
  // being sent.
  void begin(const config::Barcode& barcode, ChannelIndex channel, std::uint32_t number,
             Time now);

  // When the next pulse is due; never if none is.
  Time next() const { return next_; }

  // Takes out the pulse that is due.
  std::optional<Pulse> take_due(Time now);

 private:
  void find_next(unsigned from);
  bool is_on(unsigned slot) const { return (slots_ >> slot & 1U) != 0; }

  // Bit i: whether the output is on in slot i, each one bit long.
  std::uint64_t slots_ = 0;
  unsigned slot_count_ = 0;
  unsigned next_slot_ = 0;
  Duration bit_;
  Time start_;
  Time next_ = Time::never();
  Time ends_ = Time::long_ago();
  ChannelIndex channel_ = kNoChannel;
};

}  // namespace dyad::task
