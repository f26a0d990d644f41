#include "dyad/link/clock_map.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "dyad/core/assert.hpp"
#include "line_bounds.hpp"

namespace dyad::link {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kRateOne = 1LL << kRateBits;

// A board 5000 ppm slow needs 1/0.995 of its time: 5026 ppm on the host's side.
constexpr Rate kRateLimit = 5026 * kRateOne / 1'000'000;

// Rates are rounded to 2^-30 and distances to 1 ns: below this over a minute.
constexpr std::int64_t kRounding_ns = 250;

// Times are rounded down to whole microseconds on their way in and on their way out.
constexpr std::int64_t kMicrosecond_ns = 1000;

// Beyond this no two triples of one boot can be apart on both clocks.
constexpr std::int64_t kMaxDistance_ns = 100'000'000'000;
constexpr std::int64_t kMaxDifference_ns = 1'000'000'000;
constexpr std::int64_t kFarAway_ns = 1LL << 60U;  // 36 years

std::int64_t scaled(std::int64_t ns, Rate rate) {
  return static_cast<std::int64_t>((Wide{ns} * rate) >> kRateBits);
}

std::int64_t ns_between(Time from, Time to) { return (to - from).us() * 1000; }

// How fast the rate can change: 5 ppm/s, what a resonator may do beside a board that
// has just been switched on. 2.5e-6 per s * 2^80, for products in ns^2.
constexpr std::int64_t kHalfDrift_q80 = 3'022'314'549;

std::int64_t bend_ns(std::int64_t a_ns, std::int64_t b_ns) {
  return static_cast<std::int64_t>((Wide{a_ns} * b_ns * kHalfDrift_q80) >> 80U);
}

// How far the board can leave a straight line over a distance.
std::int64_t drift_ns(std::int64_t distance_ns) {
  // From here on what bounds it is that the rate itself has limits.
  constexpr std::int64_t kSaturates_ns = 4'000'000'000'000;
  if (distance_ns > kSaturates_ns) return scaled(distance_ns, 2 * kRateLimit);
  return bend_ns(distance_ns, distance_ns);
}

}  // namespace

ClockMap::ClockMap(std::uint32_t ticks_per_second) {
  DYAD_ASSERT(ticks_per_second >= 10'000, "too slow a counter for a clock");
  tick_ns_q32_ = (1'000'000'000ULL << 32U) / ticks_per_second;
}

std::int64_t ClockMap::board_ns(std::uint64_t ticks, std::uint64_t since) const {
  const Wide ns = (Wide{static_cast<std::int64_t>(ticks - since)} *
                   static_cast<std::int64_t>(tick_ns_q32_)) >>
                  32U;
  return static_cast<std::int64_t>(
      std::clamp(ns, Wide{-kFarAway_ns}, Wide{kFarAway_ns}));
}

// Keeps the sums of line_bounds() inside 64 bits.
bool ClockMap::comparable(const ClockTriple& a, const ClockTriple& b) const {
  const std::int64_t distance = board_ns(a.ticks, b.ticks);
  const std::int64_t difference = ns_between(b.sent, a.sent) - distance;
  return std::abs(distance) <= kMaxDistance_ns &&
         std::abs(difference) <= kMaxDifference_ns;
}

// The possible host times of the anchor's ticks, from the anchor's `sent`, and rates
// at that instant. Constraints loosen with their distance from it, as the rate drifts.
LineBounds ClockMap::bounds_at(const ClockTriple& anchor,
                               std::span<const ClockTriple> samples) const {
  const auto tick_ns = static_cast<std::int64_t>(tick_ns_q32_ >> 32U) + 1;
  std::array<LineConstraint, ClockWindow::kBins> constraints;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::int64_t distance = board_ns(samples[i].ticks, anchor.ticks);
    const std::int64_t slack = drift_ns(std::abs(distance)) + kRounding_ns;
    // The counter reached this value up to a tick before it was read.
    constraints[i] = {
        distance, ns_between(anchor.sent, samples[i].sent) - distance - tick_ns - slack,
        ns_between(anchor.sent, samples[i].received) + kMicrosecond_ns - distance +
            slack};
  }
  return line_bounds(std::span(constraints).first(samples.size()), kRateLimit);
}

Duration ClockMap::fit(std::span<const ClockTriple> samples, Duration best_round_trip) {
  DYAD_ASSERT(!samples.empty() && samples.size() <= ClockWindow::kBins, "no samples");
  const auto [oldest, newest] = std::minmax_element(
      samples.begin(), samples.end(),
      [](const ClockTriple& a, const ClockTriple& b) { return a.ticks < b.ticks; });
  for (const ClockTriple& sample : samples) {
    if (comparable(sample, *newest)) continue;
    const std::int64_t apart =
        ns_between(newest->sent, sample.sent) - board_ns(sample.ticks, newest->ticks);
    return Duration::from_us(std::max(std::abs(apart), kMaxDifference_ns) / 1000);
  }
  const LineBounds now = bounds_at(*newest, samples);
  const LineBounds then = bounds_at(*oldest, samples);
  const std::int64_t shortfall_ns = std::max(now.shortfall_ns, then.shortfall_ns);
  if (shortfall_ns > 0) return Duration::from_us(shortfall_ns / 1000 + 1);

  origin_ = *newest;
  offset_ns_ = (now.low_ns + now.high_ns) / 2;
  rate_ = (now.rate_low + now.rate_high) / 2;
  oldest_ns_ = board_ns(oldest->ticks, origin_.ticks);
  const std::int64_t shift_ns =
      ns_between(origin_.sent, oldest->sent) - centre_ns(oldest_ns_);
  const std::int64_t least_ns = best_round_trip.us() * 500;
  newest_half_ns_ = std::max(now.high_ns - offset_ns_ + 1, least_ns);
  oldest_half_ns_ =
      std::max({then.high_ns + shift_ns, -then.low_ns - shift_ns, least_ns});
  half_rate_ = oldest_ns_ == 0
                   ? 0
                   : (oldest_half_ns_ - newest_half_ns_) * kRateOne / -oldest_ns_;
  rate_slack_after_ = now.rate_high - rate_ + 2;
  rate_slack_before_ = std::max(then.rate_high - rate_, rate_ - then.rate_low) + 2;
  return Duration();
}

std::int64_t ClockMap::centre_ns(std::int64_t board_ns) const {
  return offset_ns_ + board_ns + scaled(board_ns, rate_);
}

std::int64_t ClockMap::spread_ns(std::int64_t board_ns) const {
  if (board_ns >= 0) {
    return newest_half_ns_ + scaled(board_ns, rate_slack_after_) + drift_ns(board_ns);
  }
  const std::int64_t before_ns = oldest_ns_ - board_ns;
  if (before_ns >= 0) {
    return oldest_half_ns_ + scaled(before_ns, rate_slack_before_) +
           drift_ns(before_ns);
  }
  // Between the two the truth is a chord that bends.
  return newest_half_ns_ + scaled(-board_ns, half_rate_) +
         bend_ns(-before_ns, -board_ns);
}

MappedTime ClockMap::to_host(std::uint64_t ticks) const {
  const std::int64_t board = board_ns(ticks, origin_.ticks);
  const std::int64_t host_us = centre_ns(board) >= 0
                                   ? centre_ns(board) / 1000
                                   : -((999 - centre_ns(board)) / 1000);
  const auto tick_ns = static_cast<std::int64_t>(tick_ns_q32_ >> 32U) + 1;
  const std::int64_t within_ns =
      spread_ns(board) + tick_ns + kRounding_ns + kMicrosecond_ns;
  return {origin_.sent + Duration::from_us(host_us),
          Duration::from_us((within_ns + 999) / 1000)};
}

std::uint64_t ClockMap::to_ticks(Time time) const {
  // The middle of that microsecond, since to_host() rounds down to it.
  const std::int64_t host =
      ns_between(origin_.sent, time) + kMicrosecond_ns / 2 - offset_ns_;
  const Wide board = Wide{host} * kRateOne / (kRateOne + rate_);
  const Wide ticks =
      Wide{origin_.ticks} + board * (1LL << 32U) / static_cast<Wide>(tick_ns_q32_);
  return ticks < 0 ? 0 : static_cast<std::uint64_t>(ticks);
}

std::int64_t ClockMap::deviation_ppb() const {
  return -rate_ * 1'000'000'000 / (kRateOne + rate_);
}

}  // namespace dyad::link
