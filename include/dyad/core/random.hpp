#pragma once

#include <cstdint>

namespace dyad {

// PCG32 (O'Neill 2014, XSH-RR 64/32): small, copyable, and the same numbers on
// every machine, which the standard's distributions do not promise. Stands in
// core/ because the engine and the virtual mice both draw from it; see
// docs/decisions/0003-random-numbers-in-core.md.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed, std::uint64_t stream = 0)
      : state_(0), increment_((stream << 1U) | 1U) {
    next_u32();
    state_ += seed;
    next_u32();
  }

  constexpr std::uint32_t next_u32() {
    const std::uint64_t old = state_;
    state_ = old * 6364136223846793005ULL + increment_;
    const auto shifted = static_cast<std::uint32_t>(((old >> 18U) ^ old) >> 27U);
    const auto rotation = static_cast<std::uint32_t>(old >> 59U);
    return (shifted >> rotation) | (shifted << ((32U - rotation) & 31U));
  }

  // Uniform in [0, bound), without modulo bias. bound > 0.
  std::uint32_t below(std::uint32_t bound);

  // Uniform in [low, high], both included. low <= high, and the span below 2^32.
  std::int64_t between(std::int64_t low, std::int64_t high);

  // Exponential with the given mean, rounded down to an integer: -mean * ln(u)
  // in fixed point, no floating point. mean below 2^34.
  std::int64_t exponential(std::int64_t mean);

  bool operator==(const Random&) const = default;

 private:
  std::uint64_t state_;
  std::uint64_t increment_;
};

}  // namespace dyad
