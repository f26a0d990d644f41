#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "task/oracle_draws.hpp"
#include "task/oracle_record.hpp"
#include "task/oracle_trial.hpp"

// Who has earned what, and what becomes of it.
namespace dyad::task::oracle {

class Purse {
 public:
  Purse(const Plan& plan, const Stream& stream, const Draws& draws, Record& record)
      : plan_(plan), stream_(stream), draws_(draws), record_(record) {}

  // The trial begins, and with it perhaps another requirement.
  void begin(const TrialPlan& rule, Moment start);
  // Pays for the trial, up to the horizon. Says when the last reward is given, which
  // may be after it.
  Moment pay(TrialNumber number, const TrialPlan& rule, const Judgement& trial,
             Moment horizon);

  bool enough_rewards() const;
  bool enough_water() const;

 private:
  struct Earning {
    Moment at;
    Slot slot = Slot::paid;
    SubjectIndex subject = 0;
    Payment payment;
  };
  // A reward that was begun.
  struct Given {
    Moment at;
    SubjectIndex subject = 0;
    bool awaited = false;  // its collection
  };
  // The trial at hand.
  struct Work {
    TrialNumber number = 0;
    const TrialPlan& rule;
    const Judgement& trial;
    Moment horizon;
    Moment done;
    std::vector<Earning> begun{};       // rewards by their first pulse
    std::vector<SubjectIndex> ended{};  // whose reward comes to nothing
  };

  bool present(std::size_t subject) const {
    return ((plan_.present >> subject) & 1U) != 0;
  }
  std::vector<Earning> earnings(const Work& work);
  void by_responses(const Work& work, std::vector<Earning>& earned) const;
  void by_outcome(const Work& work, std::vector<Earning>& earned);
  void of_unit(const Work& work, std::vector<Earning>& earned);
  void of_game(const Work& work, std::vector<Earning>& earned) const;
  bool unit_is_rewarded(const Work& work);
  void say_catch(const Work& work, Moment at, Slot slot);
  SubjectIndex next_present(SubjectIndex after) const;
  SubjectIndex last_responder(const Judgement& trial) const;

  std::optional<WithheldReason> decide(const Work& work, const Earning& earning);
  bool collects(std::size_t i, SubjectIndex subject) const;
  bool uncollected(const Work& work, const Earning& earning) const;
  void give(Work& work, const Earning& earning);
  void show_rewards(const Work& work);

  const Plan& plan_;
  const Stream& stream_;
  const Draws& draws_;
  Record& record_;
  std::optional<std::size_t> place_{};  // of the requirement in force
  Requirement requirement_{};
  SubjectIndex turn_ = kNoSubject;  // who was paid last in turn
  std::vector<std::pair<Moment, const TrialPlan*>> rules_{};  // from when on
  std::vector<Given> given_{};
  std::array<std::uint64_t, kMaxSubjects> volume_nl_{};
  bool capped_ = false;
  TrialNumber caught_ = 0;  // the last catch trial that earned something
};

}  // namespace dyad::task::oracle
