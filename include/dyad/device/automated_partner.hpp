#pragma once

#include <optional>
#include <string>

#include "dyad/config/rig.hpp"
#include "dyad/config/stage.hpp"
#include "dyad/core/note.hpp"
#include "dyad/core/random.hpp"
#include "dyad/core/time.hpp"

namespace dyad::device {

// What responds on one seat in place of an animal: of the kinds interval, lag and
// tit_for_tat. docs/schedule.md, "Partners". Same seed, same responses to the same
// session, on any machine.
class AutomatedPartner {
 public:
  // Rig and stage outlive it; the stage has the partner, with one of those kinds. One
  // random stream a seat, so that a partner does not disturb another.
  AutomatedPartner(const config::Rig& rig, const config::Stage& stage,
                   const config::Partner& partner, std::uint64_t seed);

  // When it next responds or lets go; never() while it has nothing planned.
  Time next_change() const;

  struct Change {
    ChannelIndex channel = kNoChannel;
    bool active = false;
  };
  // Carries out the change that is due.
  Change change();

  // An onset on an operandum of this subject at t. What follows from it is not
  // planned before `earliest`.
  void responded(SubjectIndex subject, Time t, Time earliest);
  // What the engine said; likewise.
  void hear(const Note& note, Time earliest);

  SubjectIndex subject() const { return subject_; }

 private:
  void begin_trial(Time start, const note::TrialStart& trial, Time earliest);
  void end_trial(const note::TrialOutcome& trial);
  void plan(Time due, Time earliest);
  ChannelIndex operandum_of(const config::TrialRule& rule) const;
  ChannelIndex first_operandum(const config::TrialRule& rule) const;

  const config::Rig& rig_;
  const config::Stage& stage_;
  const config::Partner& partner_;
  SubjectIndex subject_;
  SubjectIndex followed_;
  Random random_;
  std::size_t rule_ = 0;            // of the trial in progress
  std::string choice_;              // by name: a block may list others
  ChannelIndex channel_;            // where it responds next
  Time due_ = Time::never();        // its next onset
  std::optional<Time> lets_go_at_;  // while it holds
  ChannelIndex held_ = kNoChannel;  // then
};

}  // namespace dyad::device
