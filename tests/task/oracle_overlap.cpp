#include "task/oracle_overlap.hpp"

#include <algorithm>

namespace dyad::task::oracle {
namespace {

// A time in which a subject holds: from an onset that counts to its release.
struct Hold {
  std::size_t onset = 0;  // of `heard`
  SubjectIndex subject = 0;
  Moment from;
  std::optional<Moment> to{};  // none: it is never released
};

bool holds_at(const Hold& hold, Moment at) {
  return hold.from <= at && (!hold.to || *hold.to > at);
}

class Bench {
 public:
  Bench(const Plan& plan, const TrialPlan& rule, const Stream& stream, Moment start,
        Moment horizon, ChoiceIndex target, Judgement& trial)
      : plan_(plan),
        rule_(rule),
        stream_(stream),
        start_(start),
        horizon_(horizon),
        target_(target),
        trial_(trial),
        all_(trial.heard) {}

  void decide() {
    find_holds();
    const std::int64_t limit = rule_.response_limit.us();
    const Moment patience =
        limit == 0 ? horizon_
                   : stream_.deadline(trial_.opened->at.time + limit, kPhaseRank);
    if (!holds_.empty() && holds_.front().from <= patience) {
      follow();
    } else if (limit != 0 && patience <= horizon_) {
      end(patience, Outcome::omission);
    }
    break_off();
    while (!all_.empty() && all_.back().at > trial_.decided) all_.pop_back();
    if (!holds_.empty() && holds_.front().from <= trial_.decided) describe();
    for (std::size_t i = 0; i < all_.size(); ++i) trial_.roles.push_back(role(i));
  }

 private:
  void end(Moment at, Outcome outcome) {
    trial_.decided = at;
    trial_.said.outcome = outcome;
  }
  bool right(std::size_t i) const {
    return target_ == kNoChoice || all_[i].choice == target_;
  }

  void find_holds() {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const auto holding =
          std::any_of(holds_.begin(), holds_.end(), [&](const Hold& h) {
            return h.subject == all_[i].subject && holds_at(h, all_[i].at);
          });
      if (!right(i) || holding) continue;
      Hold hold{i, all_[i].subject, all_[i].at};
      const std::size_t release = stream_.release_of(all_[i].onset);
      if (release < stream_.inputs().size()) hold.to = stream_.of_input(release);
      holds_.push_back(hold);
    }
  }

  // The holds at a moment, one of each subject at most, the earliest first; those of
  // one instant by the seats.
  std::vector<Hold> together(Moment at) const {
    std::vector<Hold> found;
    for (const Hold& hold : holds_) {
      if (holds_at(hold, at)) found.push_back(hold);
    }
    std::sort(found.begin(), found.end(), [](const Hold& a, const Hold& b) {
      return std::pair(a.from.time, a.subject) < std::pair(b.from.time, b.subject);
    });
    return found;
  }

  std::size_t everybody() const {
    std::size_t count = 0;
    for (SubjectIndex s = 0; s < plan_.subjects; ++s)
      count += (plan_.present >> s) & 1U;
    return count;
  }

  // Whether all hold from this hold's onset for long enough.
  bool long_enough(const Hold& last) const {
    const std::vector<Hold> all = together(last.from);
    const std::int64_t enough = last.from.time + rule_.hold.us();
    return all.size() == everybody() &&
           std::all_of(all.begin(), all.end(), [&](const Hold& hold) {
             return !hold.to || hold.to->time >= enough;
           });
  }

  // A release at the very end completes the hold.
  Moment completed(const Hold& last, std::int64_t enough) const {
    Moment done = stream_.deadline(enough, kHoldRank + kMaxChannels);
    for (const Hold& hold : together(last.from)) {
      if (hold.to && *hold.to < done) done = *hold.to;
    }
    return done;
  }

  void follow() {
    trial_.windows.push_back(holds_.front().onset);
    trial_.closes = holds_.front().from.time + rule_.window.us();
    for (const Hold& hold : holds_) {
      const std::int64_t enough = hold.from.time + rule_.hold.us();
      if (!long_enough(hold) || enough > trial_.closes) continue;
      const Moment done = completed(hold, enough);
      if (done > horizon_) break;
      counted_ = together(hold.from);
      trial_.last = hold.onset;
      end(done, Outcome::coordinated);
      return;
    }
    const Moment closing = stream_.deadline(trial_.closes, kPhaseRank);
    if (closing <= horizon_) end(closing, Outcome::miss);
  }

  void break_off() {
    if (!rule_.wrong_ends_trial) return;
    for (std::size_t i = 0; i < all_.size() && all_[i].at <= trial_.decided; ++i) {
      if (right(i)) continue;
      trial_.last = {};
      end(all_[i].at, Outcome::error);
      return;
    }
  }

  void describe() {
    if (!trial_.last) counted_ = together(trial_.decided);
    trial_.said.first = holds_.front().subject;
    for (const Hold& hold : counted_) {
      trial_.said.latency[hold.subject] =
          Duration::from_us(hold.from.time - start_.time);
      trial_.said.choices[hold.subject] = choice_of(hold.subject);
    }
    if (trial_.last) describe_coordination();
    if (trial_.said.outcome == Outcome::miss) trial_.said.ambiguous = nearly();
  }

  ChoiceIndex choice_of(SubjectIndex subject) const {
    for (const Hold& hold : holds_) {
      if (hold.subject == subject) return all_[hold.onset].choice;
    }
    return kNoChoice;
  }

  void describe_coordination() {
    const Response& first = all_[counted_.front().onset];
    const Response& last = all_[counted_.back().onset];
    trial_.said.dt = Duration::from_us(last.at.time - first.at.time);
    trial_.said.dt_uncertainty =
        Duration::from_us(first.uncertainty + last.uncertainty);
    const Response& opener = all_[trial_.windows.front()];
    const std::int64_t off = trial_.closes - trial_.decided.time;
    trial_.said.ambiguous = off <= opener.uncertainty + last.uncertainty;
  }

  // Whether all hold at the window's end, and nearly did so long enough.
  bool nearly() const {
    if (counted_.size() != everybody()) return false;
    const Response& opener = all_[trial_.windows.front()];
    const Response& last = all_[counted_.back().onset];
    const std::int64_t off = last.at.time + rule_.hold.us() - trial_.closes;
    return off <= opener.uncertainty + last.uncertainty;
  }

  ResponseRole role(std::size_t i) const {
    if (!right(i)) return ResponseRole::wrong;
    if (i == trial_.windows.front()) return ResponseRole::first;
    const bool begins = std::any_of(holds_.begin(), holds_.end(),
                                    [&](const Hold& h) { return h.onset == i; });
    const bool opener = all_[i].subject == all_[trial_.windows.front()].subject;
    return begins && !opener ? ResponseRole::partner : ResponseRole::repeat;
  }

  const Plan& plan_;
  const TrialPlan& rule_;
  const Stream& stream_;
  Moment start_;
  Moment horizon_;
  ChoiceIndex target_;
  Judgement& trial_;
  std::vector<Response>& all_;
  std::vector<Hold> holds_{};    // in the order of their onsets
  std::vector<Hold> counted_{};  // those at the outcome
};

}  // namespace

void judge_overlap(const Plan& plan, const TrialPlan& rule, const Stream& stream,
                   Moment start, Moment horizon, ChoiceIndex target, Judgement& trial) {
  Bench(plan, rule, stream, start, horizon, target, trial).decide();
}

}  // namespace dyad::task::oracle
