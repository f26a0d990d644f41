#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dyad/core/ids.hpp"
#include "dyad/core/note.hpp"
#include "dyad/core/random.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::task {

// Chooses what each trial is: its block, its conditions, its target.
// docs/schedule.md, "Blocks and conditions" and "Choices and sides".
class Programme {
 public:
  // The plan outlives it.
  Programme(const Plan& plan, std::uint64_t seed);

  // The next trial begins now, after one of this outcome. The blocks are not over.
  void next_trial(Time now, std::optional<Outcome> last);

  // Whether no further trial can begin: the last block is over, and it ends the
  // session.
  bool blocks_done(Time now) const;

  const TrialPlan& rule() const { return *rule_; }
  const note::TrialStart& conditions() const { return conditions_; }

 private:
  static constexpr std::size_t kMaxLevels = 64;
  // How often each level of a factor is left in its deck.
  struct Deck {
    std::array<std::uint8_t, kMaxLevels> left{};
    std::uint32_t cards = 0;
  };

  bool block_over(Time now) const;
  void next_block(Time now);
  BlockIndex draw_block();
  void draw_levels(bool per_block);
  LevelIndex draw_level(std::size_t factor);
  void find_rule();
  void choose_target(std::optional<Outcome> last);
  ChoiceIndex next_target(std::optional<Outcome> last);
  ChoiceIndex random_target();

  const Plan* plan_;
  Random cards_;
  Random targets_;
  const TrialPlan* rule_;
  note::TrialStart conditions_;
  std::array<Deck, kMaxFactors> decks_;
  std::uint32_t blocks_left_ = 0;  // bit i: block i has not come in this round
  std::uint32_t block_trials_ = 0;
  Time block_start_;
  ChoiceIndex last_target_ = kNoChoice;
  std::uint32_t target_run_ = 0;  // trials in a row with the last target
};

}  // namespace dyad::task
