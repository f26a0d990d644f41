#pragma once

#include <cstdint>

#include "dyad/core/input.hpp"
#include "dyad/task/engine.hpp"

namespace dyad::replay {

// Feeds an engine with recorded edges and operator actions, and makes the deadline
// inputs itself. `heard(input, output)` is told of every step, in order.
class Driver {
 public:
  // The engine outlives the driver.
  explicit Driver(task::Engine& engine) : engine_(&engine) {}

  // The deadlines due before the input, then the input. Null, or why the engine
  // would not take the input, which then was not fed.
  template <typename Heard>
  const char* feed(const Input& input, Heard&& heard) {
    feed_deadlines_before(input.time, heard);
    if (const char* why = engine_->refusal(input)) return why;
    step(input, heard);
    return nullptr;
  }

  // The deadlines due before this time.
  template <typename Heard>
  void feed_deadlines_before(Time time, Heard&& heard) {
    for (auto due = engine_->next_deadline(); due && *due < time;
         due = engine_->next_deadline()) {
      step(deadline_at(*due), heard);
    }
  }

  // Every deadline up to and at this time.
  template <typename Heard>
  void finish(Time last, Heard&& heard) {
    feed_deadlines_before(last, heard);
    while (engine_->next_deadline() == last) step(deadline_at(last), heard);
  }

 private:
  template <typename Heard>
  void step(const Input& input, Heard&& heard) {
    out_.clear();
    engine_->step(input, out_);
    heard(input, out_);
  }

  Input deadline_at(Time time) {
    Input input;
    input.time = time;
    input.kind = InputKind::deadline;
    input.sequence = ++deadlines_;
    return input;
  }

  task::Engine* engine_;
  task::Output out_;
  std::uint64_t deadlines_ = 0;
};

}  // namespace dyad::replay
