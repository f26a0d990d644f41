#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dyad/core/time.hpp"
#include "dyad/link/clock_map.hpp"
#include "dyad/link/clock_window.hpp"

namespace dyad::link {

// Maps one board's counter to session time, from triples (a ping with its answer, or a
// pulse on the sync line). See docs/clocks.md for how and how well.
//
// Only a triple that lies is a danger, since each is believed to hold the truth. One
// that contradicts the others is rejected, and what is stated gets wider by the
// contradiction until a triple as tight agrees again, or 16 s pass. Three in a row
// that agree with each other are believed instead of the others.
//
// Allocates nothing. Not for use by two threads.
class ClockSync {
 public:
  explicit ClockSync(std::uint32_t ticks_per_second);  // nominal

  // A new boot of the board: nothing known before holds.
  void restart();

  // In the order of `received`, or nearly so. sent <= received; ticks already widened
  // to 64 bits (TickCounter).
  void add(const ClockTriple& triple);

  // Two triples have agreed: the rest may be called.
  bool ready() const { return agreed_ >= 2; }

  // |true time - time| <= uncertainty for the instant at which the counter reached
  // `ticks`, and throughout that tick. Never falls with rising ticks between two
  // calls of add().
  MappedTime to_host(std::uint64_t ticks) const;

  // When the counter is at this time: the inverse of to_host, to a tick or two.
  std::uint64_t to_ticks(Time time) const;

  // For people.
  struct Fit {
    std::int64_t deviation_ppb = 0;  // above 0: the board's clock is fast
    Duration best_round_trip;        // of the triples in use
    Duration uncertainty;            // at the newest of them
    std::size_t samples = 0;         // how many they are
    std::uint64_t outliers = 0;      // rejected since the boot
  };
  Fit fit() const;

 private:
  // What rejected triples leave behind until it is settled who was right.
  struct Doubt {
    Duration gap;         // between them and the map, at most
    Duration round_trip;  // of the tightest
    Time since;
    std::array<ClockTriple, 3> rejected{};  // the latest
    std::size_t size = 0;
  };

  Duration contradiction(const ClockTriple& triple) const;
  void agree(const ClockTriple& triple);
  void reject(const ClockTriple& triple, Duration gap);
  void start_over_with_rejected();

  std::uint32_t ticks_per_second_;
  ClockWindow window_;
  ClockMap map_;
  Doubt doubt_;
  std::uint64_t agreed_ = 0;
  std::uint64_t outliers_ = 0;
};

}  // namespace dyad::link
