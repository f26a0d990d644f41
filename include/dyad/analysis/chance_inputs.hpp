#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "dyad/analysis/progress.hpp"
#include "dyad/core/input.hpp"
#include "dyad/log/record.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::analysis {

// What of a session its chance level is worked out from, gathered record by record,
// so that a running session can be asked again and again.
class ChanceInputs {
 public:
  // An edge on an operandum. The poke that it belongs to is moved as a whole.
  struct Edge {
    Time time;
    Time onset;  // of its poke; of an onset its own time
    ChannelIndex channel = kNoChannel;
    bool active = false;
    bool operator==(const Edge&) const = default;
  };

  // The plan is read here only. Asserts that it is one that an engine takes.
  explicit ChanceInputs(const task::Plan& plan);

  // In the order of the log.
  void add(const log::Record& record);

  // How far the session has come.
  Time until() const { return until_; }
  // By seat; what lasts is not among the releases.
  const std::vector<std::vector<Edge>>& seats() const { return seats_; }
  // Operator actions, and edges that no response comes from: they are not moved.
  const std::vector<Input>& fixed() const { return fixed_; }
  // Inputs that the engine was fed, deadlines among them.
  std::size_t steps() const { return steps_; }
  // Of the trials decided so far, aborted ones left out.
  const Success& observed() const { return observed_; }

 private:
  void add_edge(const Input& edge);

  std::array<SubjectIndex, kMaxChannels> seat_of_{};  // of operanda
  task::ChannelMask of_use_ = 0;                      // to the engine, beside operanda
  std::array<Time, kMaxChannels> onset_{};            // of the poke that lasts
  std::vector<std::vector<Edge>> seats_;
  std::vector<Input> fixed_;
  std::size_t steps_ = 0;
  Success observed_;
  Time until_;
};

}  // namespace dyad::analysis
