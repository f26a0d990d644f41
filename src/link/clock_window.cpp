#include "dyad/link/clock_window.hpp"

#include <algorithm>

#include "dyad/core/assert.hpp"

namespace dyad::link {

bool ClockWindow::take(const ClockTriple& triple) {
  const std::int64_t bin = triple.received.us() / kBin.us();
  if (size_ > 0 && bin <= newest_bin_) {
    ClockTriple& best = samples_[size_ - 1];
    if (triple.round_trip() > best.round_trip()) return false;
    best = triple;
    return true;
  }
  const auto kept = std::find_if(
      samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(size_),
      [&](const ClockTriple& s) { return triple.received - s.received <= kMaxAge; });
  drop_front(static_cast<std::size_t>(kept - samples_.begin()));
  if (size_ == kBins) drop_front(1);
  samples_[size_++] = triple;
  newest_bin_ = bin;
  return true;
}

void ClockWindow::drop_front(std::size_t count) {
  const auto first = samples_.begin() + static_cast<std::ptrdiff_t>(count);
  std::copy(first, samples_.begin() + static_cast<std::ptrdiff_t>(size_),
            samples_.begin());
  size_ -= count;
}

Duration ClockWindow::best_round_trip() const {
  DYAD_ASSERT(size_ > 0, "an empty window has no best round trip");
  const auto all = samples();
  return std::min_element(all.begin(), all.end(),
                          [](const ClockTriple& a, const ClockTriple& b) {
                            return a.round_trip() < b.round_trip();
                          })
      ->round_trip();
}

}  // namespace dyad::link
