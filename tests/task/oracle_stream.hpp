#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "dyad/core/input.hpp"
#include "dyad/core/note_words.hpp"
#include "dyad/task/plan.hpp"

// The list of inputs, and where in it things happen.
namespace dyad::task::oracle {

// A place in the order of everything: `next` is the first input after it. Deadlines
// come after all inputs of their instant, in the order of their ranks.
struct Moment {
  std::int64_t time = 0;
  std::size_t next = 0;
  int rank = 0;
  auto operator<=>(const Moment&) const = default;
};

constexpr int kHoldRank = 1;  // plus the channel; all together after those
constexpr int kRewardRank = 100;
constexpr int kBarcodeRank = 101;
constexpr int kPhaseRank = 102;
constexpr int kEndRank = 103;

// A span without a pause ends with one or with the session.
struct Horizon {
  Moment at;
  std::optional<EndReason> end{};  // none: a pause, by the input before `at.next`
};

class Stream {
 public:
  Stream(const Plan& plan, const std::vector<Input>& inputs)
      : plan_(plan), inputs_(inputs) {}

  const std::vector<Input>& inputs() const { return inputs_; }
  std::int64_t duration() const { return plan_.duration.us(); }

  Moment of_input(std::size_t i) const { return {inputs_[i].time.us(), i + 1, 0}; }
  Moment deadline(std::int64_t time, int rank) const;

  bool is_edge(std::size_t i, bool active) const;
  bool is_operator(std::size_t i, OperatorAction action) const;
  // The next edge on the channel, after input i; as many as there are: none.
  std::size_t release_of(std::size_t i) const;

  // What ends the span that goes on since `since`.
  Horizon horizon(Moment since) const;
  // The end of a session that is paused.
  Horizon end_in_pause(Moment since) const;

 private:
  std::optional<Moment> next_action(Moment since, OperatorAction action) const;
  std::optional<Moment> silence(Moment since, Moment until) const;

  const Plan& plan_;
  const std::vector<Input>& inputs_;
};

}  // namespace dyad::task::oracle
