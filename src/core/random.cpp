#include "dyad/core/random.hpp"

#include <bit>

#include "dyad/core/assert.hpp"

namespace dyad {
namespace {

// Chosen so that every product fits 64 bits, on 32-bit machines too.
constexpr unsigned kFractionBits = 24;
constexpr std::uint64_t kLn2 = 2977044472ULL;  // round(ln 2 * 2^32)

// -log2(u / 2^32) in 8.24 fixed point, for u in [1, 2^32).
std::uint64_t negative_log2(std::uint32_t u) {
  const unsigned leading = static_cast<unsigned>(std::countl_zero(u));
  // x in [1, 2) as 1.31; squaring it yields one bit of its logarithm a time.
  std::uint64_t x = static_cast<std::uint64_t>(u) << leading;
  std::uint64_t fraction = 0;
  for (unsigned bit = 0; bit < kFractionBits; ++bit) {
    x = (x * x) >> 31U;
    fraction <<= 1U;
    if (x >= (1ULL << 32U)) {
      fraction |= 1U;
      x >>= 1U;
    }
  }
  const std::uint64_t whole = static_cast<std::uint64_t>(leading + 1) << kFractionBits;
  return whole - fraction;
}

}  // namespace

std::uint32_t Random::below(std::uint32_t bound) {
  DYAD_ASSERT(bound > 0, "an empty range has no random number");
  for (;;) {
    const std::uint32_t draw = next_u32();
    // The threshold is below the bound: most draws need no division to pass it.
    if (draw >= bound || draw >= (0U - bound) % bound) return draw % bound;
  }
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  DYAD_ASSERT(low <= high && high - low < 0xFFFFFFFFLL, "bad range");
  return low + below(static_cast<std::uint32_t>(high - low + 1));
}

std::int64_t Random::exponential(std::int64_t mean) {
  DYAD_ASSERT(mean >= 0 && mean < (1LL << 34U), "mean out of range");
  std::uint32_t u = next_u32();
  while (u == 0) u = next_u32();
  const std::uint64_t nats = (negative_log2(u) * kLn2) >> 32U;  // 8.24 again
  return static_cast<std::int64_t>((nats * static_cast<std::uint64_t>(mean)) >>
                                   kFractionBits);
}

}  // namespace dyad
