#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dyad/config/interval.hpp"
#include "dyad/config/per_seat.hpp"
#include "dyad/config/reinforcement.hpp"
#include "dyad/config/task_event.hpp"
#include "dyad/config/trial_options.hpp"
#include "dyad/core/note.hpp"
#include "dyad/core/time.hpp"

namespace dyad::config {

struct Initiation {
  InitiationKind kind = InitiationKind::free;
  std::string cue_channel{};            // of cue
  Duration cue_pulse{};                 // of cue
  std::vector<std::string> channels{};  // of zones and poke
  Duration hold{};                      // of zones
  bool operator==(const Initiation&) const = default;
};

// A named group of operanda: a side, or a move of a game.
struct Choice {
  std::string name;
  std::vector<std::string> channels;
  bool operator==(const Choice&) const = default;
};

struct Target {
  TargetKind kind = TargetKind::none;
  std::size_t choice = 0;                 // of fixed: an index into choices
  std::optional<unsigned> max_repeats{};  // of random
  AfterFailure after_failure = AfterFailure::next;
  bool operator==(const Target&) const = default;
};

struct Order {
  std::string leader{};  // a seat; empty: any order
  Duration min_wait{};
  Violation violation = Violation::ignore;
  bool operator==(const Order&) const = default;
};

// One cell of a game: for each seat named, the index of its choice (the number of
// choices: withheld), and its water in nl.
struct PayoffCell {
  std::vector<std::pair<std::string, std::size_t>> joint;
  std::vector<std::pair<std::string, std::uint32_t>> reward_nl;
  bool operator==(const PayoffCell&) const = default;
};

// What a subject is given: a volume, and how likely.
struct Payment {
  PerSeat<std::uint32_t> nl{};
  PerSeat<std::uint32_t> permille{.all = 1000};
  bool operator==(const Payment&) const = default;
};

// How one trial is decided and paid: the members of docs/schedule.md, "A trial".
struct TrialRule {
  static constexpr Duration kUnlimited = Duration::from_s(1'000'000'000);

  Initiation initiation{};
  std::optional<Duration> response_limit{};
  ResponseKind response = ResponseKind::onset;
  Duration hold{};                      // of held and overlap
  std::vector<std::string> operanda{};  // empty: all of the rig
  std::vector<Choice> choices{};
  Target target{};
  WrongResponse wrong_response = WrongResponse::ignore;

  Duration window;  // kUnlimited: the trial waits for ever
  RepeatResponse repeat_response = RepeatResponse::ignore;
  LateResponse late_response = LateResponse::drop;
  Order order{};
  std::optional<unsigned> needed{};  // none: all who are present

  Contingency contingency = Contingency::coordinated;
  std::vector<PayoffCell> payoff{};  // of matrix
  Reinforcement reinforcement{};
  Payment reward{};
  // By Outcome; of miss, omission and error only. No volume: nothing is given.
  std::array<Payment, kOutcomes> other_rewards{};
  Duration reward_delay{};
  unsigned reward_pulses = 1;
  Duration reward_gap{};
  std::vector<std::string> collection{};
  bool catch_trial = false;

  std::array<Interval, kOutcomes> iti{};  // by Outcome
  Duration iti_quiet{};                   // zero: responses extend nothing
  Duration iti_limit{};
  std::vector<OutputBinding> outputs{};

  bool operator==(const TrialRule&) const = default;
};

}  // namespace dyad::config
