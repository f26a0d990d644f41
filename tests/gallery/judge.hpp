#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "dyad/config/rig.hpp"
#include "dyad/task/engine.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::gallery {

// Holds each step of an engine to what every schedule promises, whatever it says.
class Judge {
 public:
  Judge(const config::Rig& rig, const task::Plan& plan) : rig_(rig), plan_(plan) {}

  // Whether the engine refuses an input that may come next; that is broken, too.
  bool refuses(const task::Engine& engine, const Input& input);

  // What the step on this input led to.
  void look(const Input& input, const task::Output& out, const task::Engine& engine,
            bool was_over);

  // The first promise that was broken; empty: none was.
  const std::string& broken() const { return broken_; }

 private:
  void must(bool holds, const char* promise);
  void look(const Command& command);
  void look_at_reward(const Command& command);
  void look_at_valve(const Command& command);
  void look(const Note& note);
  void look_at_deadline(const Input& input, const task::Engine& engine);

  struct Valve {
    Time closed;
    bool by_hand = false;  // the last one was
  };

  const config::Rig& rig_;
  const task::Plan& plan_;
  Time now_;
  std::array<Valve, kMaxSubjects> valves_;
  Time said_ = Time::long_ago();
  int deadlines_ = 0;  // in a row, at one instant
  Time deadline_ = Time::long_ago();
  Token token_ = 0;
  TrialNumber trial_ = 0;
  bool in_trial_ = false;
  std::array<std::uint64_t, kMaxSubjects> given_nl_{};
  std::string broken_;
};

}  // namespace dyad::gallery
