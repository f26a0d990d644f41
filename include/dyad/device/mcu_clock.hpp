#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dyad/core/time.hpp"
#include "dyad/link/clock_sync.hpp"
#include "dyad/link/tick_counter.hpp"

namespace dyad::device {

// One board's counter in session time: the only place where ticks are converted. Fed
// by pings, and by the sync line where there is one.
class McuClock {
 public:
  McuClock();

  void restart();  // a new boot

  // Ticks as they come over the line, to a count that never wraps.
  std::uint64_t widen(std::uint32_t ticks) { return counter_.widen(ticks); }

  link::ClockTriple add_ping(Time sent, std::uint32_t ticks, Time received);

  // The board says when its sync line rose; another device stamped the same edge,
  // late by at most its uncertainty. Whichever comes second yields the triple.
  std::optional<link::ClockTriple> sync_rose(std::uint32_t ticks);
  std::optional<link::ClockTriple> sync_stamped(Time stamp, Duration uncertainty);

  bool ready() const { return sync_.ready(); }

  // When an edge was that the board stamped so. Covers the board's own lateness.
  link::MappedTime stamp(std::uint64_t ticks) const;
  Time time_of(std::uint64_t ticks) const { return sync_.to_host(ticks).time; }
  std::uint64_t ticks_at(Time t) const { return sync_.to_ticks(t); }
  // In the board's ticks, and what that many ticks are, at its present rate.
  std::uint32_t ticks_in(Duration duration) const;
  Duration duration_of(std::uint32_t ticks, std::uint64_t from) const;

  link::ClockSync::Fit fit() const { return sync_.fit(); }

 private:
  struct Stamp {
    Time time;
    Duration uncertainty;
  };
  std::optional<link::ClockTriple> match();

  link::TickCounter counter_;
  link::ClockSync sync_;
  std::optional<std::uint64_t> rise_;  // waits for its stamp
  std::optional<Stamp> stamp_;         // waits for its rise
  std::uint64_t latest_ = 0;           // of all ticks of triples
};

}  // namespace dyad::device
