#include <algorithm>

#include "task/oracle_draws.hpp"

namespace dyad::task::oracle {

bool Conditions::over(std::int64_t time) const {
  const config::Block& block = plan_.blocks[used_.back()];
  return block.trials != 0 ? trials_ >= block.trials
                           : time >= block_start_ + block.duration.us();
}

bool Conditions::done(std::int64_t time) const {
  return plan_.after_last_block == config::AfterLastBlock::end_session &&
         !plan_.blocks.empty() && !used_.empty() && last_of_round() && over(time);
}

void Conditions::begin_block(TrialNumber trial, BlockIndex said, std::int64_t time) {
  if (last_of_round()) {
    if (plan_.after_last_block == config::AfterLastBlock::stay) return;
    used_.clear();
  }
  const bool shuffled = plan_.block_order == config::BlockOrder::shuffled;
  const bool used = std::find(used_.begin(), used_.end(), said) != used_.end();
  const bool right =
      said < plan_.blocks.size() && (shuffled ? !used : said == used_.size());
  if (!right) draws_.object(trial, "block " + std::to_string(said));
  used_.push_back(right ? said : static_cast<BlockIndex>(used_.size()));
  trials_ = 0;
  block_start_ = time;
}

void Conditions::draw_level(TrialNumber trial, std::size_t factor, LevelIndex said) {
  const auto& levels = plan_.factors[factor].levels;
  std::size_t cards = 0;
  for (const config::Level& level : levels) cards += level.count;
  auto& deck = decks_[factor];
  if (deck.size() == cards) deck.clear();
  const auto drawn = std::count(deck.begin(), deck.end(), said);
  if (said >= levels.size() || drawn >= levels[said].count) {
    draws_.object(trial, "level " + std::to_string(said) + " of a factor");
  }
  deck.push_back(said);
}

note::TrialStart Conditions::begin(TrialNumber trial, std::int64_t time) {
  const note::TrialStart* said = draws_.start_of(trial);
  note::TrialStart now = said != nullptr ? *said : last_;
  const bool first = plan_.blocks.empty() ? trial == 1 : used_.empty() || over(time);
  bool new_block = first;
  if (!plan_.blocks.empty()) {
    if (first) begin_block(trial, now.block, time);
    new_block = first && trials_ == 0;
    now.block = used_.back();
  }
  ++trials_;
  rule_ = plan_.blocks.empty() ? 0 : now.block;
  for (std::size_t i = 0; i < plan_.factors.size(); ++i) {
    const bool drawn = new_block || !plan_.factors[i].per_block;
    if (drawn) draw_level(trial, i, now.levels[i]);
    if (!drawn && now.levels[i] != last_.levels[i]) {
      draws_.object(trial, "another level inside a block");
      now.levels[i] = last_.levels[i];
    }
    rule_ = rule_ * plan_.factors[i].levels.size() + now.levels[i];
  }
  rule_ = std::min(rule_, plan_.trials.size() - 1);
  now.catch_trial = rule().catch_trial;
  check_target(trial, now.target);
  last_ = now;
  return now;
}

void Conditions::check_target(TrialNumber trial, ChoiceIndex said) {
  const config::Target& target = rule().target;
  std::optional<ChoiceIndex> must;
  const bool follows = !targets_.empty() && targets_.back() < rule().choices;
  const Outcome outcome = outcomes_.empty() ? Outcome::coordinated : outcomes_.back();
  const bool failed = outcome != Outcome::coordinated && outcome != Outcome::aborted;
  const ChoiceIndex before = follows ? targets_.back() : kNoChoice;
  if (target.kind == config::TargetKind::none) {
    must = kNoChoice;
  } else if (target.kind == config::TargetKind::fixed) {
    must = static_cast<ChoiceIndex>(target.choice);
  } else if (follows && outcome == Outcome::aborted) {
    must = before;
  } else if (follows && failed && target.after_failure == config::AfterFailure::same) {
    must = before;
  } else if (follows && failed &&
             target.after_failure == config::AfterFailure::opposite) {
    must = static_cast<ChoiceIndex>(1 - before);
  } else if (target.kind == config::TargetKind::alternating) {
    must = follows ? static_cast<ChoiceIndex>((before + 1U) % rule().choices) : 0;
  } else {
    check_random(trial, said);
  }
  if (must && *must != said) draws_.object(trial, "target " + std::to_string(said));
  if (said != kNoChoice) targets_.push_back(said);
}

void Conditions::check_random(TrialNumber trial, ChoiceIndex said) {
  if (said >= rule().choices) draws_.object(trial, "a target that is no choice");
  if (!rule().target.max_repeats || targets_.size() < *rule().target.max_repeats)
    return;
  const auto most = static_cast<std::ptrdiff_t>(*rule().target.max_repeats);
  if (std::count(targets_.end() - most, targets_.end(), said) == most) {
    draws_.object(trial, "target " + std::to_string(said) + " once too often");
  }
}

}  // namespace dyad::task::oracle
