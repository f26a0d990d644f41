#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dyad/core/note.hpp"
#include "task/oracle_stream.hpp"

// What was drawn: taken from what the engine said, and held to be permitted.
namespace dyad::task::oracle {

using Objections = std::vector<std::string>;

// Intervals and chances.
class Draws {
 public:
  Draws(const std::vector<Note>& said, Objections& objections)
      : said_(said), objections_(objections) {}

  std::int64_t interval(const config::Interval& interval, TrialNumber trial, Moment at);
  // Whether chance gives the reward.
  bool chance(std::uint32_t permille, TrialNumber trial, SubjectIndex subject) const;
  // Whether the unit met the requirement, as the engine says.
  bool said_to_be_met(TrialNumber trial) const;
  const note::TrialStart* start_of(TrialNumber trial) const;
  void object(TrialNumber trial, const std::string& what) const;

 private:
  bool withheld(TrialNumber trial, SubjectIndex subject, WithheldReason reason) const;

  const std::vector<Note>& said_;
  std::size_t intervals_to_ = 0;  // those before are taken
  Objections& objections_;
};

// Blocks, levels and targets.
class Conditions {
 public:
  Conditions(const Plan& plan, const Draws& draws) : plan_(plan), draws_(draws) {}

  // Whether no trial may begin at this time, since all blocks are done.
  bool done(std::int64_t time) const;
  // Of the next trial, which begins at this time.
  note::TrialStart begin(TrialNumber trial, std::int64_t time);
  void ended(Outcome outcome) { outcomes_.push_back(outcome); }
  const TrialPlan& rule() const { return plan_.trials[rule_]; }
  ChoiceIndex target() const { return last_.target; }

 private:
  bool over(std::int64_t time) const;
  bool last_of_round() const { return used_.size() == plan_.blocks.size(); }
  void begin_block(TrialNumber trial, BlockIndex said, std::int64_t time);
  void draw_level(TrialNumber trial, std::size_t factor, LevelIndex said);
  void check_target(TrialNumber trial, ChoiceIndex said);
  void check_random(TrialNumber trial, ChoiceIndex said);

  const Plan& plan_;
  const Draws& draws_;
  std::size_t rule_ = 0;
  std::vector<BlockIndex> used_{};  // of this round, the present one last
  std::uint32_t trials_ = 0;        // of the block
  std::int64_t block_start_ = 0;
  note::TrialStart last_{};
  std::array<std::vector<LevelIndex>, kMaxFactors> decks_{};  // drawn of each
  std::vector<ChoiceIndex> targets_{};
  std::vector<Outcome> outcomes_{};
};

// Which units of one reinforcement are rewarded.
class Requirement {
 public:
  void begin(const config::Reinforcement& rule, std::int64_t base);
  // False: this cannot have become of the unit.
  bool unit(std::int64_t time, bool met);

 private:
  // One way in which it can have come about so far.
  struct Way {
    std::size_t part = 0;
    std::uint32_t units = 0;  // of the part; of yoked: times used up
    std::int64_t base = 0;
    std::int64_t above = -1;  // the drawn interval is longer
    auto operator<=>(const Way&) const = default;
  };
  void grow(const Way& way, std::int64_t time, std::vector<Way>& met,
            std::vector<Way>& unmet) const;

  const config::Reinforcement* rule_ = nullptr;
  std::vector<Way> ways_{};
};

}  // namespace dyad::task::oracle
