#pragma once

#include <string>
#include <vector>

#include "dyad/task/engine.hpp"

// A session told to the engine poke by poke, and what the engine said, as text.
namespace dyad::task {

// Subject i pokes on channel i and has its valve on channel 10 + i. Window 750 ms,
// ITI 1 s after every outcome, session 60 s, 4 µl in 40 ms, rewards if coordinated.
Plan pair_plan(std::size_t subjects = 2);

// Gives each of two subjects two choices: 0 on channel i, 1 on channel i + 2.
void add_choices(Plan& plan);

std::string text_of(const Note& note);
std::string text_of(const Command& command);

class Story {
 public:
  explicit Story(Plan plan, std::uint64_t seed = 1);

  // Each feeds the deadlines that are due before its time, then itself.
  Story& poke(SubjectIndex subject, std::int64_t us, std::int64_t uncertainty_us = 0);
  Story& edge(ChannelIndex channel, bool active, std::int64_t us);
  Story& tell(OperatorAction action, std::int64_t us);
  // A person's 4 µl in 40 ms.
  Story& give(SubjectIndex subject, std::int64_t us);
  // Feeds every deadline up to and at this time.
  Story& until(std::int64_t us);

  // What was said since it was last asked.
  std::vector<std::string> notes();
  std::vector<std::string> commands();

  const Engine& engine() const { return engine_; }

 private:
  void feed(Input input);
  void feed_deadlines_before(Time time);

  Plan plan_;
  Engine engine_;
  Output out_;
  std::uint64_t sequence_ = 0;
  std::vector<std::string> notes_;
  std::vector<std::string> commands_;
};

// A story of which the start has been told already.
Story begun(const Plan& plan);

}  // namespace dyad::task
