#include "task/oracle_pay.hpp"

#include <algorithm>

namespace dyad::task::oracle {

using config::Contingency;

void Purse::begin(const TrialPlan& rule, Moment start) {
  rules_.emplace_back(start, &rule);
  if (place_ == rule.reinforcement) return;
  const bool at_first = !place_;
  place_ = rule.reinforcement;
  requirement_.begin(plan_.reinforcements[*place_], at_first ? 0 : start.time);
}

bool Purse::enough_rewards() const {
  if (plan_.max_rewards == 0) return false;
  for (SubjectIndex s = 0; s < plan_.subjects; ++s) {
    const auto count = std::count_if(given_.begin(), given_.end(),
                                     [s](const Given& g) { return g.subject == s; });
    if (count >= std::ptrdiff_t{plan_.max_rewards}) return true;
  }
  return false;
}

bool Purse::enough_water() const {
  if (plan_.max_volume_nl == 0) return false;
  return capped_ ||
         *std::max_element(volume_nl_.begin(), volume_nl_.end()) >= plan_.max_volume_nl;
}

SubjectIndex Purse::next_present(SubjectIndex after) const {
  for (std::size_t step = 1; step <= plan_.subjects; ++step) {
    const std::size_t s =
        after == kNoSubject ? step - 1 : (after + step) % plan_.subjects;
    if (present(s)) return static_cast<SubjectIndex>(s);
  }
  return kNoSubject;
}

void Purse::by_responses(const Work& work, std::vector<Earning>& earned) const {
  const Payments& rewards = work.rule.rewards;
  SubjectMask seen = 0;
  for (std::size_t i = 0; i < work.trial.heard.size(); ++i) {
    const Response& response = work.trial.heard[i];
    const ResponseRole role = work.trial.roles[i];
    const bool counts = role == ResponseRole::first || role == ResponseRole::partner;
    if (!counts || ((unsigned{seen} >> response.subject) & 1U) != 0) continue;
    if (work.rule.contingency == Contingency::either) {
      for (SubjectIndex s = 0; seen == 0 && s < plan_.subjects; ++s) {
        if (present(s)) earned.push_back({response.at, Slot::earned, s, rewards[s]});
      }
    } else {
      const bool own = work.rule.contingency == Contingency::individual;
      const SubjectIndex paid = own ? response.subject : next_present(response.subject);
      earned.push_back({response.at, Slot::earned, paid, rewards[paid]});
    }
    seen = static_cast<SubjectMask>(seen | (1U << response.subject));
  }
}

SubjectIndex Purse::last_responder(const Judgement& trial) const {
  return trial.heard[*trial.last].subject;
}

// Once of the whole trial.
void Purse::say_catch(const Work& work, Moment at, Slot slot) {
  if (caught_ == work.number) return;
  caught_ = work.number;
  record_.note(at, work.number, slot,
               note::RewardWithheld{kNoSubject, WithheldReason::catch_trial});
}

bool Purse::unit_is_rewarded(const Work& work) {
  const Moment at = work.trial.decided;
  if (work.rule.catch_trial) {
    say_catch(work, at, Slot::paid);
    return false;
  }
  const bool met = draws_.said_to_be_met(work.number);
  if (!requirement_.unit(at.time, met)) {
    draws_.object(work.number, met ? "a unit cannot have met its requirement"
                                   : "a unit must have met its requirement");
  }
  if (!met) {
    const note::RewardWithheld withheld{kNoSubject, WithheldReason::requirement};
    record_.note(at, work.number, Slot::paid, withheld);
  }
  return met;
}

void Purse::of_unit(const Work& work, std::vector<Earning>& earned) {
  if (!unit_is_rewarded(work)) return;
  SubjectIndex only = kNoSubject;
  if (work.rule.contingency == Contingency::first_only) only = work.trial.said.first;
  if (work.rule.contingency == Contingency::last_only) {
    only = last_responder(work.trial);
  }
  if (work.rule.contingency == Contingency::in_turn) only = turn_ = next_present(turn_);
  for (SubjectIndex s = 0; s < plan_.subjects; ++s) {
    const bool paid =
        only == kNoSubject ? work.trial.said.latency[s].has_value() : only == s;
    if (paid)
      earned.push_back({work.trial.decided, Slot::paid, s, work.rule.rewards[s]});
  }
}

void Purse::of_game(const Work& work, std::vector<Earning>& earned) const {
  std::size_t joint = 0;
  std::size_t step = 1;
  for (SubjectIndex s = 0; s < plan_.subjects; ++s) {
    const bool responded = work.trial.said.latency[s].has_value();
    const std::size_t choice =
        responded ? work.trial.said.choices[s] : work.rule.choices;
    joint += choice * step;
    step *= work.rule.choices + 1;
  }
  for (SubjectIndex s = 0; s < plan_.subjects; ++s) {
    if (!present(s)) continue;
    earned.push_back({work.trial.decided, Slot::paid, s, work.rule.payoff[joint][s]});
  }
}

void Purse::by_outcome(const Work& work, std::vector<Earning>& earned) {
  const Outcome outcome = work.trial.said.outcome;
  if (work.rule.contingency == Contingency::matrix) {
    if (outcome <= Outcome::miss) of_game(work, earned);
    return;
  }
  if (outcome == Outcome::coordinated) {
    of_unit(work, earned);
    return;
  }
  const Payments& other = work.rule.other_rewards[static_cast<std::size_t>(outcome)];
  for (SubjectIndex s = 0; s < plan_.subjects; ++s) {
    if (present(s)) earned.push_back({work.trial.decided, Slot::paid, s, other[s]});
  }
}

std::vector<Purse::Earning> Purse::earnings(const Work& work) {
  std::vector<Earning> earned;
  if (config::pays_at_outcome(work.rule.contingency)) {
    by_outcome(work, earned);
  } else {
    by_responses(work, earned);
  }
  return earned;
}

// Whether the onset tells, by any rule of the stage, that a reward was collected.
bool Purse::collects(std::size_t i, SubjectIndex subject) const {
  const ChannelIndex channel = stream_.inputs()[i].channel;
  if (!stream_.is_edge(i, true) || plan_.subject_of[channel] != subject) return false;
  return std::any_of(plan_.trials.begin(), plan_.trials.end(),
                     [channel](const TrialPlan& rule) {
                       return ((rule.collection >> channel) & 1U) != 0;
                     });
}

bool Purse::uncollected(const Work& work, const Earning& earning) const {
  if (((work.rule.collectors >> earning.subject) & 1U) == 0) return false;
  std::optional<Moment> last;
  for (const Given& given : given_) {
    if (given.subject == earning.subject && given.awaited) last = given.at;
  }
  if (!last) return false;
  for (std::size_t i = last->next; i < earning.at.next; ++i) {
    if (collects(i, earning.subject)) return false;
  }
  return true;
}

std::optional<WithheldReason> Purse::decide(const Work& work, const Earning& earning) {
  const Payment& payment = earning.payment;
  if (!draws_.chance(payment.permille, work.number, earning.subject)) {
    return WithheldReason::chance;
  }
  if (uncollected(work, earning)) return WithheldReason::uncollected;
  const std::uint64_t whole =
      std::uint64_t{payment.volume_nl} * work.rule.reward_pulses;
  if (plan_.max_volume_nl != 0 &&
      volume_nl_[earning.subject] + whole > plan_.max_volume_nl) {
    capped_ = true;
    return WithheldReason::cap;
  }
  return {};
}

void Purse::give(Work& work, const Earning& earning) {
  const std::int64_t delay = work.rule.reward_delay.us();
  const std::int64_t step = (earning.payment.open + work.rule.reward_gap).us();
  for (unsigned pulse = 0; pulse < work.rule.reward_pulses; ++pulse) {
    const std::int64_t later = delay + pulse * step;
    const Moment at = later == 0
                          ? earning.at
                          : stream_.deadline(earning.at.time + later, kRewardRank);
    work.done = std::max(work.done, at);
    if (at > work.horizon && pulse == 0) work.ended.push_back(earning.subject);
    if (at > work.horizon) return;
    if (pulse == 0) work.begun.push_back({at, earning.slot, earning.subject, {}});
    volume_nl_[earning.subject] += earning.payment.volume_nl;
    Command command;
    command.kind = CommandKind::reward;
    command.channel = plan_.valves[earning.subject];
    command.duration = earning.payment.open;
    command.subject = earning.subject;
    command.volume_nl = earning.payment.volume_nl;
    record_.command(at, work.number, earning.slot, command);
  }
}

// Several rewards at one moment are one event.
void Purse::show_rewards(const Work& work) {
  for (std::size_t i = 0; i < work.begun.size(); ++i) {
    const Earning& reward = work.begun[i];
    SubjectMask subjects = 0;
    bool shown = false;
    for (std::size_t k = 0; k < work.begun.size(); ++k) {
      if (work.begun[k].at != reward.at) continue;
      shown |= k < i;
      subjects = static_cast<SubjectMask>(subjects | (1U << work.begun[k].subject));
    }
    if (shown) continue;
    record_.event(reward.at, work.number, reward.slot, work.rule,
                  config::TaskEvent::reward, subjects);
  }
}

Moment Purse::pay(TrialNumber number, const TrialPlan& rule, const Judgement& trial,
                  Moment horizon) {
  Work work{number, rule, trial, horizon, trial.decided};
  for (const Earning& earning : earnings(work)) {
    if (earning.payment.volume_nl == 0) continue;
    if (rule.catch_trial) {
      say_catch(work, earning.at, earning.slot);
      continue;
    }
    if (const auto reason = decide(work, earning)) {
      record_.note(earning.at, number, earning.slot,
                   note::RewardWithheld{earning.subject, *reason});
      continue;
    }
    give(work, earning);
  }
  show_rewards(work);
  std::sort(work.ended.begin(), work.ended.end());
  for (const SubjectIndex subject : work.ended) {
    record_.note(horizon, number, Slot::paid,
                 note::RewardWithheld{subject, WithheldReason::ended});
  }
  for (const Earning& reward : work.begun) {
    const bool awaited = ((rule.collectors >> reward.subject) & 1U) != 0;
    given_.push_back({reward.at, reward.subject, awaited});
  }
  return work.done;
}

}  // namespace dyad::task::oracle
