#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dyad/analysis/chance_inputs.hpp"
#include "dyad/analysis/progress.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/plan.hpp"

// What these animals would have come to had they not minded each other. How it is
// worked out, and what it does not say: docs/chance_level.md.
namespace dyad::analysis {

struct ChanceOptions {
  std::size_t shifts = 99;  // as many as the next lets
  // About how many inputs the engine may be fed in all: fewer shifts in a long session.
  std::size_t max_steps = 2'000'000;
};

struct ChanceLevel {
  std::size_t shifts = 0;  // in which a trial was decided
  Success success;         // over all of them together
  // In thousandths, to the nearest.
  std::uint32_t permille = 0;
  // 2.5 % of the shifts came to no more than this, and 2.5 % to no less than that.
  std::uint32_t low_permille = 0;
  std::uint32_t high_permille = 0;
  bool operator==(const ChanceLevel&) const = default;
};

// Fewer decided trials say nothing.
inline constexpr std::uint64_t kFewestTrials = 5;

// None where the session has fewer trials than kFewestTrials, fewer than two seats that
// are not absent, or is too short to be shifted by more than a window. The same inputs
// and options give the same level on every machine. The plan and the seed are the
// session's own.
std::optional<ChanceLevel> chance_level(const task::Plan& plan, std::uint64_t seed,
                                        const ChanceInputs& inputs,
                                        const ChanceOptions& options = {});

// By how much the pokes of the second seat are moved in each shift; those of the third
// are moved by twice as much, and so on. Evenly spaced; no two seats are moved against
// each other by as little as the window, in either direction. Fewer than wanted, and
// none at last, where the time has no room for so many.
std::vector<Duration> shift_steps(Duration session, Duration window, std::size_t seats,
                                  std::size_t shifts);

// The edges of one seat moved around the session, which ends at `until`; in order. A
// poke is not split: its onset goes where the shift takes it, and if it would last
// beyond the end, it is released there.
std::vector<ChanceInputs::Edge> shifted(const std::vector<ChanceInputs::Edge>& edges,
                                        Duration shift, Time until);

}  // namespace dyad::analysis
