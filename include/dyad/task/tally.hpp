#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dyad/core/command.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/note.hpp"

namespace dyad::task {

// The running totals of a session, from the engine's notes and commands.
struct Tally {
  std::uint32_t trials = 0;                         // begun
  std::array<std::uint32_t, kOutcomes> outcomes{};  // by Outcome
  std::uint32_t ambiguous = 0;  // decided trials that cannot be trusted
  std::array<std::uint32_t, kMaxSubjects> responses{};       // whatever their role
  std::array<std::uint32_t, kMaxSubjects> rewards{};         // earned
  std::array<std::uint32_t, kMaxSubjects> manual_rewards{};  // given by a person
  std::array<std::uint64_t, kMaxSubjects> volume_nl{};       // of both
  std::optional<Duration> last_dt;  // of the last coordinated trial
  TrialNumber last_decided = 0;
  std::array<TrialNumber, kMaxSubjects> last_rewarded{};

  void add(const Note& note);
  void add(const Command& command);

  std::uint32_t coordinated() const { return outcomes[0]; }
  std::uint32_t misses() const { return outcomes[1]; }
  std::uint32_t aborted() const { return outcomes[2]; }
  std::uint32_t omissions() const { return outcomes[3]; }
  std::uint32_t errors() const { return outcomes[4]; }
  // Coordinated among decided trials (all but aborted ones), to the nearest whole
  // percent; none before the first of them.
  std::optional<unsigned> success_percent() const;

  bool operator==(const Tally&) const = default;
};

}  // namespace dyad::task
