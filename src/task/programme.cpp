#include "dyad/task/programme.hpp"

#include <bit>

#include "dyad/core/assert.hpp"

namespace dyad::task {
namespace {

constexpr std::uint64_t kCardStream = 1;
constexpr std::uint64_t kTargetStream = 2;

constexpr std::uint32_t bit(std::size_t index) { return std::uint32_t{1} << index; }

// The position of the n-th bit that is set, from 0.
BlockIndex nth_set(std::uint32_t mask, std::uint32_t n) {
  for (; n > 0; --n) mask &= mask - 1;
  return static_cast<BlockIndex>(std::countr_zero(mask));
}

bool failed(Outcome outcome) {
  return outcome != Outcome::coordinated && outcome != Outcome::aborted;
}

}  // namespace

Programme::Programme(const Plan& plan, std::uint64_t seed)
    : plan_(&plan),
      cards_(seed, kCardStream),
      targets_(seed, kTargetStream),
      rule_(&plan.trials.front()) {
  DYAD_ASSERT(plan.blocks.size() <= config::Stage::kMaxBlocks, "too many blocks");
  DYAD_ASSERT(plan.factors.size() <= kMaxFactors, "too many factors");
}

void Programme::next_trial(Time now, std::optional<Outcome> last) {
  const bool new_block = begins_block(now);
  ++block_trials_;
  if (new_block) draw_levels(true);
  if (!plan_->factors.empty()) draw_levels(false);
  if (plan_->trials.size() > 1) find_rule();
  conditions_.catch_trial = rule_->catch_trial;
  choose_target(last);
}

bool Programme::blocks_done(Time now) const {
  return !plan_->blocks.empty() && conditions_.block != kNoBlock &&
         plan_->after_last_block == config::AfterLastBlock::end_session &&
         blocks_left_ == 0 && block_over(now);
}

bool Programme::block_over(Time now) const {
  if (conditions_.block == kNoBlock) return true;
  const config::Block& block = plan_->blocks[conditions_.block];
  if (block.trials > 0) return block_trials_ >= block.trials;
  return now - block_start_ >= block.duration;
}

// A stage without blocks is all one.
bool Programme::begins_block(Time now) {
  if (plan_->blocks.empty()) return block_trials_ == 0;
  if (!block_over(now)) return false;
  const bool first = conditions_.block == kNoBlock;
  const bool stay = plan_->after_last_block == config::AfterLastBlock::stay;
  if (!first && blocks_left_ == 0 && stay) return false;
  if (blocks_left_ == 0) {
    blocks_left_ =
        static_cast<std::uint32_t>(~std::uint64_t{0} >> (64U - plan_->blocks.size()));
  }
  conditions_.block = draw_block();
  blocks_left_ &= ~bit(conditions_.block);
  block_trials_ = 0;
  block_start_ = now;
  return true;
}

BlockIndex Programme::draw_block() {
  const auto left = static_cast<std::uint32_t>(std::popcount(blocks_left_));
  const bool shuffled = plan_->block_order == config::BlockOrder::shuffled;
  return nth_set(blocks_left_, shuffled && left > 1 ? cards_.below(left) : 0);
}

void Programme::draw_levels(bool per_block) {
  for (std::size_t i = 0; i < plan_->factors.size(); ++i) {
    if (plan_->factors[i].per_block == per_block) conditions_.levels[i] = draw_level(i);
  }
}

// A card from a shuffled deck is a card drawn from those that are left.
LevelIndex Programme::draw_level(std::size_t factor) {
  Deck& deck = decks_[factor];
  const auto& levels = plan_->factors[factor].levels;
  if (deck.cards == 0) {
    for (std::size_t i = 0; i < levels.size(); ++i) {
      deck.left[i] = levels[i].count;
      deck.cards += levels[i].count;
    }
  }
  const std::uint32_t card = cards_.below(deck.cards);
  // Without a way out of the loop, since where it ends could not be predicted.
  std::uint32_t passed = 0;
  std::size_t level = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    passed += deck.left[i];
    level += passed <= card ? 1U : 0U;
  }
  --deck.left[level];
  --deck.cards;
  return static_cast<LevelIndex>(level);
}

void Programme::find_rule() {
  std::size_t index = plan_->blocks.empty() ? 0 : conditions_.block;
  for (std::size_t i = 0; i < plan_->factors.size(); ++i) {
    index = index * plan_->factors[i].levels.size() + conditions_.levels[i];
  }
  rule_ = &plan_->trials[index];
}

void Programme::choose_target(std::optional<Outcome> last) {
  if (rule_->target.kind == config::TargetKind::none) {
    conditions_.target = kNoChoice;
    return;
  }
  conditions_.target = next_target(last);
  target_run_ = conditions_.target == last_target_ ? target_run_ + 1 : 1;
  last_target_ = conditions_.target;
}

ChoiceIndex Programme::next_target(std::optional<Outcome> last) {
  const config::Target& target = rule_->target;
  if (target.kind == config::TargetKind::fixed) {
    return static_cast<ChoiceIndex>(target.choice);
  }
  const bool known = last_target_ != kNoChoice && last_target_ < rule_->choices;
  if (known && last == Outcome::aborted) return last_target_;
  if (known && last && failed(*last)) {
    if (target.after_failure == config::AfterFailure::same) return last_target_;
    if (target.after_failure == config::AfterFailure::opposite) {
      return static_cast<ChoiceIndex>(1 - last_target_);
    }
  }
  if (target.kind == config::TargetKind::random) return random_target();
  const std::size_t next = known ? last_target_ + 1U : 0U;
  return static_cast<ChoiceIndex>(next % rule_->choices);
}

ChoiceIndex Programme::random_target() {
  const auto choices = static_cast<std::uint32_t>(rule_->choices);
  const config::Target& target = rule_->target;
  const bool capped = target.max_repeats && last_target_ < choices &&
                      target_run_ >= *target.max_repeats;
  if (!capped) return static_cast<ChoiceIndex>(targets_.below(choices));
  const std::uint32_t other = targets_.below(choices - 1);
  return static_cast<ChoiceIndex>(other < last_target_ ? other : other + 1);
}

}  // namespace dyad::task
