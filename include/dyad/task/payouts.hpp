#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/trial_plan.hpp"

namespace dyad::task {

// Rewards that were earned and are not given whole yet: one a subject at most.
class Payouts {
 public:
  struct Pulse {
    SubjectIndex subject = kNoSubject;
    Payment payment;
    bool first = true;  // of its reward
  };

  // The subject's reward: `pulses` of them, the first at this time.
  void add(SubjectIndex subject, const Payment& payment, Time first, unsigned pulses,
           Duration gap);

  // When the next pulse is due; never if none is.
  Time next() const { return next_; }
  bool none() const { return next_ == Time::never(); }

  // Takes out a pulse that is due, the lowest subject's first.
  std::optional<Pulse> take_due(Time now);

  // Forgets all. Returns the subjects of whose reward nothing had been given.
  SubjectMask drop();

 private:
  struct Reward {
    Time due = Time::never();
    Payment payment;
    Duration gap;
    std::uint8_t left = 0;
    bool begun = false;
  };
  void find_next();

  std::array<Reward, kMaxSubjects> rewards_;
  Time next_ = Time::never();
};

}  // namespace dyad::task
