#include "dyad/link/clock_sync.hpp"

#include <algorithm>

#include "dyad/core/assert.hpp"

namespace dyad::link {
namespace {

// A triple this loose says nothing that matters.
constexpr Duration kMaxRoundTrip = Duration::from_ms(100);

// By then the window holds no triple of the time of the contradiction.
constexpr Duration kMaxDoubt =
    ClockWindow::kBin * static_cast<std::int64_t>(ClockWindow::kBins);

}  // namespace

ClockSync::ClockSync(std::uint32_t ticks_per_second)
    : ticks_per_second_(ticks_per_second), map_(ticks_per_second) {}

void ClockSync::restart() { *this = ClockSync(ticks_per_second_); }

void ClockSync::add(const ClockTriple& triple) {
  DYAD_ASSERT(triple.sent <= triple.received, "a triple received before it was sent");
  if (triple.round_trip() > kMaxRoundTrip) {
    ++outliers_;
    return;
  }
  if (triple.received - doubt_.since > kMaxDoubt) doubt_ = {};

  ClockWindow window = window_;
  ClockMap map = map_;
  const bool taken = window.take(triple);
  const Duration gap = taken ? map.fit(window.samples(), window.best_round_trip())
                             : contradiction(triple);
  if (gap > Duration()) return reject(triple, gap);
  if (taken) {
    window_ = window;
    map_ = map;
  }
  agree(triple);
}

// By how much a triple that is not in the window lies outside of what is possible.
Duration ClockSync::contradiction(const ClockTriple& triple) const {
  const MappedTime mapped = map_.to_host(triple.ticks);
  return std::max({Duration(), triple.sent - (mapped.time + mapped.uncertainty),
                   mapped.time - mapped.uncertainty - triple.received});
}

void ClockSync::agree(const ClockTriple& triple) {
  ++agreed_;
  if (triple.round_trip() <= doubt_.round_trip) doubt_ = {};
}

void ClockSync::reject(const ClockTriple& triple, Duration gap) {
  ++outliers_;
  const bool first = doubt_.gap == Duration();
  doubt_.gap = std::max(doubt_.gap, gap);
  doubt_.round_trip =
      first ? triple.round_trip() : std::min(doubt_.round_trip, triple.round_trip());
  doubt_.since = triple.received;
  doubt_.rejected[doubt_.size++] = triple;
  if (doubt_.size == doubt_.rejected.size()) start_over_with_rejected();
}

// The doubt itself stays, until a triple as tight agrees with them.
void ClockSync::start_over_with_rejected() {
  ClockWindow window;
  ClockMap map = map_;
  for (const ClockTriple& triple : doubt_.rejected) window.take(triple);
  if (map.fit(window.samples(), window.best_round_trip()) > Duration()) {
    std::shift_left(doubt_.rejected.begin(), doubt_.rejected.end(), 1);
    --doubt_.size;
    return;
  }
  window_ = window;
  map_ = map;
  doubt_.size = 0;
}

MappedTime ClockSync::to_host(std::uint64_t ticks) const {
  DYAD_ASSERT(ready(), "the clocks are not synchronized yet");
  const MappedTime mapped = map_.to_host(ticks);
  return {mapped.time, mapped.uncertainty + doubt_.gap};
}

std::uint64_t ClockSync::to_ticks(Time time) const {
  DYAD_ASSERT(ready(), "the clocks are not synchronized yet");
  return map_.to_ticks(time);
}

ClockSync::Fit ClockSync::fit() const {
  Fit fit;
  fit.samples = window_.samples().size();
  fit.outliers = outliers_;
  if (!ready()) return fit;
  fit.deviation_ppb = map_.deviation_ppb();
  fit.best_round_trip = window_.best_round_trip();
  fit.uncertainty = map_.newest().uncertainty + doubt_.gap;
  return fit;
}

}  // namespace dyad::link
