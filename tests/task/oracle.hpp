#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dyad/task/plan.hpp"

// What a whole session should come to, worked out afterwards from the list of all
// responses. Written from the design's text, in plain integers, with nothing of the
// engine in it. Fixed ITIs only, and no operator.
namespace dyad::task::oracle {

struct Response {
  std::int64_t time = 0;
  std::size_t subject = 0;
  std::int64_t uncertainty = 0;
};

struct Trial {
  std::int64_t start = 0;
  std::int64_t decided = 0;
  Outcome outcome = Outcome::aborted;
  std::optional<std::size_t> first{};
  std::array<std::optional<std::int64_t>, kMaxSubjects> latency{};
  std::optional<std::int64_t> dt{};
  std::int64_t dt_uncertainty = 0;
  bool ambiguous = false;
  bool operator==(const Trial&) const = default;
};

struct Reward {
  std::int64_t time = 0;
  std::size_t subject = 0;
  std::size_t trial = 0;  // from 1
  bool operator==(const Reward&) const = default;
};

struct Session {
  std::vector<Trial> trials;
  std::vector<Reward> rewards;
  bool operator==(const Session&) const = default;
};

// The responses are in the order in which the engine is fed.
Session decide(const Plan& plan, const std::vector<Response>& responses);

}  // namespace dyad::task::oracle
