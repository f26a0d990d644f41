#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dyad/core/ids.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/random.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/output.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::task {

// Decides a session: inputs in, notes and commands out. Pure: no clock, no I/O,
// no threads; the same plan, seed and inputs give the same outputs on every
// machine. Small and copyable, so that thousands run in one process.
//
// The caller feeds inputs in input_order, the first being the operator's `start`,
// and feeds a deadline input at next_deadline() before any input later than it.
class Engine {
 public:
  // The plan outlives the engine and its copies.
  Engine(const Plan& plan, std::uint64_t seed);

  // Appends what the input leads to. The caller clears `out`.
  void step(const Input& input, Output& out);

  // The next instant at which the engine wants to be told the time; none while
  // paused without one, and after the end.
  std::optional<Time> next_deadline() const;

  bool ended() const { return phase_ == Phase::ended; }
  TrialNumber trial() const { return trial_; }
  // Of the open window; none while none is open. For displays.
  std::optional<Time> window_closes_at() const;

 private:
  enum class Phase : std::uint8_t { idle, waiting, window_open, iti, paused, ended };
  // PRIVATE PART: to be designed with the engine.
  const Plan* plan_;
  Random random_;
  Phase phase_ = Phase::idle;
  TrialNumber trial_ = 0;
};

}  // namespace dyad::task
