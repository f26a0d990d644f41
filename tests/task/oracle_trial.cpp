#include "task/oracle_trial.hpp"

#include <algorithm>

#include "task/oracle_overlap.hpp"

namespace dyad::task::oracle {
namespace {

using Index = std::optional<std::size_t>;

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
    const Moment opened = trial_.opened->at;
    const std::int64_t limit = rule_.response_limit.us();
    const Moment patience =
        limit == 0 ? horizon_ : stream_.deadline(opened.time + limit, kPhaseRank);
    const Index first = opener(patience);
    if (first) {
      follow(*first);
    } else if (limit != 0 && patience <= horizon_) {
      end(patience, Outcome::omission);
    }
    break_off();
    forget_what_came_after();
    if (!trial_.windows.empty()) describe(trial_.windows.back());
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
  bool leads(std::size_t i) const {
    return rule_.leader == kNoSubject || all_[i].subject == rule_.leader;
  }
  std::int64_t closes(std::size_t window) const {
    return all_[window].at.time + rule_.window.us();
  }

  Index opener(Moment patience) const {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (right(i) && leads(i)) {
        return all_[i].at <= patience ? Index(i) : Index();
      }
    }
    return {};
  }

  // The subject's response to the one that opened the window.
  Index reply(std::size_t window, SubjectIndex subject) const {
    for (std::size_t i = window + 1; i < all_.size(); ++i) {
      if (all_[i].at.time > closes(window)) return {};
      if (all_[i].subject == subject && right(i) && !hasty(window, i)) return i;
    }
    return {};
  }

  bool hasty(std::size_t window, std::size_t i) const {
    return !leads(i) && all_[i].at.time < all_[window].at.time + rule_.min_wait.us();
  }

  // The response by which as many as are needed have responded.
  Index completion(std::size_t window) const {
    std::vector<std::size_t> replies{window};
    for (SubjectIndex s = 0; s < plan_.subjects; ++s) {
      if (s == all_[window].subject) continue;
      if (const Index i = reply(window, s)) replies.push_back(*i);
    }
    if (replies.size() < rule_.needed) return {};
    std::sort(replies.begin(), replies.end());
    return replies[rule_.needed - 1];
  }

  // The first responder's next response, if it begins the window anew.
  Index restart(std::size_t window) const {
    if (rule_.repeat_response == config::RepeatResponse::ignore) return {};
    const Index again = reply(window, all_[window].subject);
    const Index complete = completion(window);
    return complete && (!again || *complete < *again) ? Index() : again;
  }

  // From the first response to the outcome, as if nothing broke the trial off.
  void follow(std::size_t window) {
    trial_.windows.push_back(window);
    while (const Index again = restart(window)) {
      window = *again;
      trial_.windows.push_back(window);
    }
    trial_.last = completion(window);
    if (trial_.last) {
      end(all_[*trial_.last].at, Outcome::coordinated);
      return;
    }
    const Moment closing = stream_.deadline(closes(window), kPhaseRank);
    if (closing <= horizon_) end(closing, Outcome::miss);
  }

  bool wrong(std::size_t i) const { return !right(i); }
  bool early(std::size_t i) const {
    if (wrong(i) || leads(i)) return false;
    Index window;
    for (const std::size_t w : trial_.windows) {
      if (w < i) window = w;
    }
    return !window || hasty(*window, i);
  }

  // A wrong response, or one out of order, may end the trial before all that.
  void break_off() {
    for (std::size_t i = 0; i < all_.size() && all_[i].at <= trial_.decided; ++i) {
      const bool error =
          (rule_.wrong_ends_trial && wrong(i)) || (rule_.early_ends_trial && early(i));
      if (!error) continue;
      trial_.last = {};
      end(all_[i].at, Outcome::error);
      return;
    }
  }

  void forget_what_came_after() {
    while (!all_.empty() && all_.back().at > trial_.decided) all_.pop_back();
    auto& windows = trial_.windows;
    while (!windows.empty() && windows.back() >= all_.size()) windows.pop_back();
  }

  void describe(std::size_t window) {
    const Response& first = all_[window];
    trial_.closes = closes(window);
    trial_.said.first = first.subject;
    for (SubjectIndex s = 0; s < plan_.subjects; ++s) {
      const Index own = s == first.subject ? Index(window) : reply(window, s);
      if (!own) continue;
      const Response& response = all_[*own];
      trial_.said.latency[s] = Duration::from_us(response.at.time - start_.time);
      trial_.said.choices[s] = choice_of(s);
      trial_.said.ambiguous |=
          s != first.subject && trial_.last.has_value() && close(first, response);
    }
    if (!trial_.last) return;
    const Response& last = all_[*trial_.last];
    trial_.said.dt = Duration::from_us(last.at.time - first.at.time);
    // Of a trial that needs only one there is no second timestamp.
    const std::int64_t own =
        *trial_.last == window ? 0 : first.uncertainty + last.uncertainty;
    trial_.said.dt_uncertainty = Duration::from_us(own);
  }

  // A subject's choice is its first of the trial.
  ChoiceIndex choice_of(SubjectIndex subject) const {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (all_[i].subject == subject && !wrong(i) && !early(i)) return all_[i].choice;
    }
    return kNoChoice;
  }

  bool close(const Response& first, const Response& reply) const {
    const std::int64_t off = reply.at.time - first.at.time - rule_.window.us();
    return std::max(off, -off) <= first.uncertainty + reply.uncertainty;
  }

  ResponseRole role(std::size_t i) const {
    if (wrong(i)) return ResponseRole::wrong;
    if (early(i)) return ResponseRole::early;
    Index window;
    for (const std::size_t w : trial_.windows) {
      if (w < i) window = w;
    }
    if (!window) return ResponseRole::first;
    const bool again = all_[i].subject == all_[*window].subject ||
                       reply(*window, all_[i].subject) != Index(i);
    return again ? ResponseRole::repeat : ResponseRole::partner;
  }

  const Plan& plan_;
  const TrialPlan& rule_;
  const Stream& stream_;
  Moment start_;
  Moment horizon_;
  ChoiceIndex target_;
  Judgement& trial_;
  std::vector<Response>& all_;
};

// Whether a late response may open the window of the next trial.
bool counts_at_once(const TrialPlan& rule, const Stream& stream, ChoiceIndex target,
                    const Response& late) {
  const ChannelIndex channel = stream.inputs()[late.onset].channel;
  if (((rule.operanda >> channel) & 1U) == 0) return false;
  const bool released = stream.release_of(late.onset) < late.at.next;
  if (rule.response == config::ResponseKind::overlap && released) return false;
  const bool right = target == kNoChoice || rule.choice_of[channel] == target;
  return right && (rule.leader == kNoSubject || late.subject == rule.leader);
}

}  // namespace

Judgement judge(const Plan& plan, const TrialPlan& rule, const Stream& stream,
                Moment start, Moment horizon, ChoiceIndex target,
                const std::optional<Response>& late) {
  Judgement trial;
  trial.decided = horizon;
  trial.said.outcome = Outcome::aborted;
  trial.opened = opening(plan, rule, stream, start, horizon);
  if (!trial.opened) return trial;
  const Moment open = trial.opened->at;
  trial.heard = responses(plan, rule, stream, open, open, horizon);
  if (late && counts_at_once(rule, stream, target, *late)) {
    trial.heard.insert(trial.heard.begin(), *late);
    trial.heard[0].choice = rule.choice_of[stream.inputs()[late->onset].channel];
  }
  if (rule.response == config::ResponseKind::overlap) {
    judge_overlap(plan, rule, stream, start, horizon, target, trial);
  } else {
    Bench(plan, rule, stream, start, horizon, target, trial).decide();
  }
  return trial;
}

}  // namespace dyad::task::oracle
