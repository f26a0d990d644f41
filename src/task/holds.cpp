#include "dyad/task/holds.hpp"

#include <algorithm>

namespace dyad::task {

void Holds::begin(SubjectIndex subject, const Hold& hold) {
  if (holds_[subject].channel != kNoChannel) return;
  holds_[subject] = hold;
  find_next();
}

void Holds::use(SubjectIndex subject) {
  holds_[subject].long_enough = Time::never();
  find_next();
}

void Holds::end(SubjectIndex subject) {
  holds_[subject] = {};
  find_next();
}

void Holds::clear() {
  holds_.fill({});
  next_ = Time::never();
}

std::optional<SubjectIndex> Holds::due(Time now) const {
  std::optional<SubjectIndex> first;
  for (SubjectIndex i = 0; i < kMaxSubjects; ++i) {
    if (now < holds_[i].long_enough) continue;
    if (!first || holds_[i].channel < holds_[*first].channel) first = i;
  }
  return first;
}

void Holds::find_next() {
  next_ = Time::never();
  for (const Hold& hold : holds_) next_ = std::min(next_, hold.long_enough);
}

}  // namespace dyad::task
