#pragma once

#include <array>
#include <optional>

#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad::task {

// Which operandum each subject holds, and since which onset. One at a time: while a
// subject holds one, its others begin nothing.
class Holds {
 public:
  struct Hold {
    ChannelIndex channel = kNoChannel;  // none: nothing is held
    Time long_enough = Time::never();   // never once that has been used
    Duration uncertainty;
  };

  void begin(SubjectIndex subject, const Hold& hold);
  bool on(SubjectIndex subject, ChannelIndex channel) const {
    return holds_[subject].channel == channel;
  }
  const Hold& of(SubjectIndex subject) const { return holds_[subject]; }
  // It has lasted long enough: the hold goes on, and is not told again.
  void use(SubjectIndex subject);
  void end(SubjectIndex subject);
  void clear();

  // When the next hold will be long enough.
  Time next() const { return next_; }
  // The subject whose hold is long enough by now, the lowest channel's first.
  std::optional<SubjectIndex> due(Time now) const;

 private:
  void find_next();

  std::array<Hold, kMaxSubjects> holds_;
  Time next_ = Time::never();
};

}  // namespace dyad::task
