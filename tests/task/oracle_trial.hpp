#pragma once

#include <optional>
#include <vector>

#include "task/oracle_responses.hpp"

// What becomes of one trial.
namespace dyad::task::oracle {

struct Judgement {
  std::optional<Opening> opened{};
  std::vector<Response> heard{};       // since then, up to the outcome
  std::vector<ResponseRole> roles{};   // of each of them
  std::vector<std::size_t> windows{};  // which of them opened or restarted the window
  Moment decided;
  note::TrialOutcome said;
  std::int64_t closes = 0;            // of the last window
  std::optional<std::size_t> last{};  // the response that coordinated the trial
};

// Of the trial that began at `start` and has the target. `late`: the response of the
// interval that opens it. It is aborted at the horizon.
Judgement judge(const Plan& plan, const TrialPlan& rule, const Stream& stream,
                Moment start, Moment horizon, ChoiceIndex target,
                const std::optional<Response>& late);

}  // namespace dyad::task::oracle
