#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "dyad/core/time.hpp"

namespace dyad::session {

// How late a loop woke after the instants that it asked for: a histogram in whole
// microseconds. Exact below 16 µs, then 16 buckets for each doubling, so that a
// quantile is at most 1/16 too high, and never too low. Fixed size: recording takes no
// memory and is safe on the session's thread. One thread.
class LoopLateness {
 public:
  // Too early counts as 0.
  void record(Duration late) {
    const std::int64_t us = late.us() < 0 ? 0 : late.us();
    const auto value = static_cast<std::uint64_t>(us);
    ++buckets_[bucket_of(value)];
    ++count_;
    if (value > max_us_) max_us_ = value;
  }

  std::uint64_t count() const { return count_; }

  // At least `permille` of a thousand were not later than this. 0 where none was
  // recorded.
  Duration quantile(unsigned permille) const {
    const std::uint64_t wanted = (count_ * permille + 999) / 1000;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
      seen += buckets_[i];
      if (seen >= wanted && seen > 0) return us(std::min(last_of(i), max_us_));
    }
    return Duration();
  }
  Duration median() const { return quantile(500); }
  Duration p99() const { return quantile(990); }
  Duration max() const { return us(max_us_); }

 private:
  static constexpr unsigned kFineBits = 4;
  static constexpr std::uint64_t kFine = std::uint64_t{1} << kFineBits;
  // Up to 2^40 µs, 12 days; what is more goes into the last.
  static constexpr std::size_t kBuckets = kFine * (1 + 40 - kFineBits);

  static constexpr std::size_t bucket_of(std::uint64_t value) {
    if (value < kFine) return value;
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kFineBits;
    const std::size_t bucket = kFine * shift + (value >> shift);
    return bucket < kBuckets ? bucket : kBuckets - 1;
  }
  // The latest that falls into a bucket.
  static constexpr std::uint64_t last_of(std::size_t bucket) {
    if (bucket < kFine) return bucket;
    if (bucket == kBuckets - 1) return ~std::uint64_t{0};
    const std::size_t shift = bucket / kFine - 1;
    return ((bucket % kFine + kFine + 1) << shift) - 1;
  }
  static constexpr Duration us(std::uint64_t value) {
    return Duration::from_us(static_cast<std::int64_t>(value));
  }

  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_us_ = 0;
};

}  // namespace dyad::session
