#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "task/oracle_stream.hpp"

// From edges to responses.
namespace dyad::task::oracle {

struct Response {
  Moment at;
  std::size_t onset = 0;  // the input
  SubjectIndex subject = 0;
  ChoiceIndex choice = kNoChoice;
  std::int64_t uncertainty = 0;
};

// Every response later than `from`, up to `to`. Of those that must be held, only
// ones with their onset later than `open`.
std::vector<Response> responses(const Plan& plan, const TrialPlan& rule,
                                const Stream& stream, Moment open, Moment from,
                                Moment to);

// When the trial that began at `start` can be responded to, and by whose poke.
struct Opening {
  Moment at;
  SubjectIndex subject = kNoSubject;
};
std::optional<Opening> opening(const Plan& plan, const TrialPlan& rule,
                               const Stream& stream, Moment start, Moment horizon);

}  // namespace dyad::task::oracle
