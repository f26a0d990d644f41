#include "task/oracle.hpp"

#include <algorithm>

namespace dyad::task::oracle {
namespace {

using Index = std::optional<std::size_t>;

class Bench {
 public:
  Bench(const Plan& plan, const std::vector<Response>& all)
      : plan_(plan), all_(all), w_(plan.window.us()), end_(plan.duration.us()) {}

  Session session() {
    std::int64_t start = 0;
    std::size_t from = 0;  // the first response that can be the trial's
    do {
      one_trial(start, from);
    } while (next_trial(start, from));
    return result_;
  }

 private:
  // The first response at or after `from`, of one subject or of any, up to a time.
  Index find(std::size_t from, std::int64_t last, Index subject = {}) const {
    for (std::size_t i = from; i < all_.size(); ++i) {
      if (all_[i].time > std::min(last, end_)) return {};
      if (!subject || all_[i].subject == *subject) return i;
    }
    return {};
  }

  // Where the last of the others responds to the response at `opening`.
  Index completion(std::size_t opening) const {
    std::size_t last = opening;
    for (std::size_t s = 0; s < plan_.subjects; ++s) {
      if (s == all_[opening].subject) continue;
      const Index reply = find(opening, all_[opening].time + w_, s);
      if (!reply) return {};
      last = std::max(last, *reply);
    }
    return last;
  }

  // The response whose window decides, after any restarts.
  std::size_t final_opening(std::size_t opening) const {
    if (plan_.repeat_response == config::RepeatResponse::ignore) return opening;
    const Response& first = all_[opening];
    const Index repeat = find(opening + 1, first.time + w_, first.subject);
    const Index complete = completion(opening);
    if (!repeat || (complete && *complete < *repeat)) return opening;
    return final_opening(*repeat);
  }

  void one_trial(std::int64_t start, std::size_t from) {
    Trial trial;
    trial.start = start;
    trial.decided = end_;
    complete_ = {};
    const Index earliest = find(from, end_);
    opening_ = earliest ? Index(final_opening(*earliest)) : Index();
    if (opening_) judge(trial, *opening_);
    reward(trial, earliest);
    result_.trials.push_back(trial);
  }

  void judge(Trial& trial, std::size_t opening) {
    const Response& first = all_[opening];
    const std::int64_t closes = first.time + w_;
    trial.first = first.subject;
    complete_ = completion(opening);
    if (complete_) {
      trial.outcome = Outcome::coordinated;
      trial.decided = all_[*complete_].time;
      trial.dt = trial.decided - first.time;
      trial.dt_uncertainty = first.uncertainty + all_[*complete_].uncertainty;
    } else if (closes <= end_) {
      trial.outcome = Outcome::miss;
      trial.decided = closes;
    }
    // With the last trial the session ends, and nothing is heard any more.
    const std::int64_t heard_until = enough_trials(1) ? closes : end_;
    for (std::size_t s = 0; s < plan_.subjects; ++s) {
      const Index reply = find(opening, closes, s);
      if (reply) trial.latency[s] = all_[*reply].time - trial.start;
      const Index ever = find(opening, heard_until, s);
      trial.ambiguous |= near_the_boundary(trial, first, reply, ever);
    }
  }

  bool near_the_boundary(const Trial& trial, const Response& first, Index in_time,
                         Index ever) const {
    if (trial.outcome == Outcome::aborted || !ever) return false;
    if (trial.outcome == Outcome::miss && in_time) return false;
    const Response& reply = all_[*ever];
    if (reply.subject == first.subject) return false;
    const std::int64_t off = reply.time - first.time - w_;
    return std::max(off, -off) <= first.uncertainty + reply.uncertainty;
  }

  void reward(const Trial& trial, Index earliest) {
    const std::size_t number = result_.trials.size() + 1;
    if (plan_.contingency == config::Contingency::coordinated) {
      for (std::size_t s = 0; complete_ && s < plan_.subjects; ++s) {
        result_.rewards.push_back({trial.decided, s, number});
      }
      return;
    }
    std::vector<std::size_t> firsts;
    for (std::size_t s = 0; earliest && s < plan_.subjects; ++s) {
      const Index own = find(*earliest, trial.decided, s);
      if (own && (!complete_ || *own <= *complete_)) firsts.push_back(*own);
    }
    std::sort(firsts.begin(), firsts.end());
    for (const std::size_t i : firsts) {
      result_.rewards.push_back({all_[i].time, all_[i].subject, number});
    }
  }

  bool enough_trials(std::size_t more) const {
    return plan_.max_trials != 0 && result_.trials.size() + more >= plan_.max_trials;
  }

  // When, and from which response on, the next trial begins; false: none does.
  bool next_trial(std::int64_t& start, std::size_t& from) const {
    const Trial& last = result_.trials.back();
    if (last.outcome == Outcome::aborted || enough_trials(0)) return false;
    const std::int64_t iti = plan_.iti[static_cast<std::size_t>(last.outcome)].low.us();
    start = last.decided + iti;
    const bool at_once = complete_ && iti == 0;
    from = at_once ? *complete_ + 1 : after(start);
    if (const Index late = opening_late(last, start)) {
      from = *late;
      start = all_[*late].time;
    }
    return start < end_;
  }

  Index opening_late(const Trial& last, std::int64_t iti_ends) const {
    if (last.outcome != Outcome::miss ||
        plan_.late_response == config::LateResponse::drop) {
      return {};
    }
    for (std::size_t i = after(last.decided); i < all_.size(); ++i) {
      if (all_[i].time > iti_ends) return {};
      if (!last.latency[all_[i].subject]) return i;
    }
    return {};
  }

  std::size_t after(std::int64_t time) const {
    std::size_t i = 0;
    while (i < all_.size() && all_[i].time <= time) ++i;
    return i;
  }

  const Plan& plan_;
  const std::vector<Response>& all_;
  std::int64_t w_;
  std::int64_t end_;
  Index opening_;   // of the trial just judged
  Index complete_;  // the response that coordinated it
  Session result_;
};

}  // namespace

Session decide(const Plan& plan, const std::vector<Response>& responses) {
  return Bench(plan, responses).session();
}

}  // namespace dyad::task::oracle
