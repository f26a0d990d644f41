#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <optional>

#include "dyad/core/random.hpp"

namespace dyad::firmware_test {

// Chances are in parts per million of the bytes; all faults are off by default.
struct WireFaults {
  std::uint32_t lost_ppm = 0;
  std::uint32_t flipped_ppm = 0;  // one bit of it
  std::uint32_t doubled_ppm = 0;
  // A stretch of up to burst_max bytes begins, of which each is lost or random.
  std::uint32_t burst_ppm = 0;
  std::uint32_t burst_max = 32;
  // Every byte is this late at least.
  std::int64_t latency_us = 0;
  // USB: bytes travel together, in packets that leave when this has passed since their
  // first byte, or 64 are in. 0: each on its own.
  std::int64_t packet_us = 0;
  // A byte, or a packet, is late by up to delay_max_us more.
  std::uint32_t delayed_ppm = 0;
  std::int64_t delay_max_us = 10'000;
};

struct WireByte {
  std::int64_t due_us;
  std::uint8_t byte;
};

// One direction of a serial line in virtual time: what goes in comes out in order, not
// before it is due, with faults that the seed decides. Knows no board.
class FaultyWire {
 public:
  static constexpr std::int64_t kNever_us = std::numeric_limits<std::int64_t>::max();

  explicit FaultyWire(std::uint64_t seed, WireFaults faults = {});

  // Of one wire, at_us does not go back.
  void push(std::uint8_t byte, std::int64_t at_us);
  // The next byte that is due by now_us.
  std::optional<WireByte> pop(std::int64_t now_us);
  std::int64_t next_due_us() const;

  // Holds for the bytes pushed from now on.
  void set_faults(const WireFaults& faults) { faults_ = faults; }
  // Nothing that would come out at from_us or later does, until mend().
  void cut(std::int64_t from_us);
  // Bytes pushed from now on pass again.
  void mend();
  bool is_cut(std::int64_t at_us) const { return at_us >= cut_from_us_; }

 private:
  bool happens(std::uint32_t ppm);
  std::int64_t due_of(std::int64_t at_us);
  std::int64_t delayed(std::int64_t due_us);

  Random random_;
  WireFaults faults_;
  std::deque<WireByte> under_way_;
  std::int64_t cut_from_us_ = kNever_us;
  std::int64_t last_due_us_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t packet_ends_us_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t packet_due_us_ = 0;
  unsigned packet_bytes_ = 0;
  std::uint32_t burst_left_ = 0;
};

}  // namespace dyad::firmware_test
