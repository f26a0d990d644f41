#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/trial_plan.hpp"

namespace dyad::task {

// Rewards that are not given whole yet: of each subject one that it earned, and one
// that a person gives, at most. The two never meet in the valve: each waits until it
// has closed behind the other.
class Payouts {
 public:
  // A valve that is told to open again must have closed, and it may close late.
  static constexpr Duration kRest = Duration::from_ms(20);

  struct Pulse {
    SubjectIndex subject = kNoSubject;
    Payment payment;
    bool first = true;    // of its reward
    bool manual = false;  // a person's
  };

  // The reward that the subject earned: `pulses` of them, the first at this time.
  void add(SubjectIndex subject, const Payment& payment, Time first, unsigned pulses,
           Duration gap);

  // A person's reward, due as soon as the valve is free. False: the subject's last one
  // still waits.
  bool give(SubjectIndex subject, const Payment& payment, Time now);

  // When the next pulse is due; never if none is.
  Time next() const { return next_; }
  bool none() const { return next_ == Time::never(); }

  // What the subject is still to get of both.
  std::uint64_t waiting_nl(SubjectIndex subject) const;

  // Takes out a pulse that is due, the lowest subject's first.
  std::optional<Pulse> take_due(Time now);

  // Forgets what was earned. Returns the subjects of whose reward nothing had been
  // given.
  SubjectMask drop();
  // Forgets what a person gives; of whom.
  SubjectMask drop_manual();

 private:
  struct Manual {
    Time due = Time::never();
    Payment payment;
  };
  struct Reward {
    Time due = Time::never();
    Payment payment;
    Duration gap;
    std::uint8_t left = 0;
    bool begun = false;
  };
  void find_next();
  Pulse take(SubjectIndex subject);
  Pulse take_manual(SubjectIndex subject, Time now);

  std::array<Reward, kMaxSubjects> rewards_;
  std::array<Manual, kMaxSubjects> manual_;
  std::array<Time, kMaxSubjects> earned_closed_;  // the valve, behind what was earned
  std::array<Time, kMaxSubjects> manual_closed_;
  Time next_ = Time::never();
};

}  // namespace dyad::task
