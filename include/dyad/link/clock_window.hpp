#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "dyad/core/time.hpp"

namespace dyad::link {

// A value of the board's counter, and the host times it was read between: of a ping
// and its answer, or of a pulse on the sync line and the earliest it can have begun.
struct ClockTriple {
  Time sent;
  std::uint64_t ticks = 0;
  Time received;

  constexpr Duration round_trip() const { return received - sent; }
};

// The triple of the lowest round trip in each half second, for the last 16 s in which
// triples came. A bin without triples takes no place: over a gap, what was known
// before it is kept until it is a minute old.
class ClockWindow {
 public:
  static constexpr std::size_t kBins = 32;
  static constexpr Duration kBin = Duration::from_ms(500);
  static constexpr Duration kMaxAge = Duration::from_s(60);

  // True if it is now one of samples(). A triple older than the newest bin competes
  // in that one.
  bool take(const ClockTriple& triple);

  void clear() { size_ = 0; }

  // Oldest bin first.
  std::span<const ClockTriple> samples() const { return {samples_.data(), size_}; }

  Duration best_round_trip() const;  // not empty

 private:
  void drop_front(std::size_t count);

  std::array<ClockTriple, kBins> samples_{};
  std::size_t size_ = 0;
  std::int64_t newest_bin_ = 0;
};

}  // namespace dyad::link
