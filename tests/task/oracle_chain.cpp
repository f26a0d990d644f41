#include "task/oracle_chain.hpp"

#include <algorithm>

namespace dyad::task::oracle {

using config::TaskEvent;

namespace {

constexpr SubjectMask bit(SubjectIndex subject) {
  return static_cast<SubjectMask>(1U << subject);
}

}  // namespace

Chain::Chain(const Plan& plan, const std::vector<Input>& inputs,
             const std::vector<Note>& said)
    : plan_(plan),
      stream_(plan, inputs),
      draws_(said, result_.objections),
      record_(plan, stream_),
      conditions_(plan, draws_),
      purse_(plan, stream_, draws_, record_) {}

Session Chain::session() {
  const Moment start = stream_.of_input(0);
  horizon_ = stream_.horizon(start);
  held_from_ = start;
  record_.note(start, 0, Slot::session_start, note::SessionStart{});
  record_.event(start, 0, Slot::session_start, plan_.rule(), TaskEvent::session_start);
  Next next = Start{start};
  while (next) next = trial(*next);
  result_.notes = record_.notes();
  result_.commands = record_.commands(end_);
  return result_;
}

Chain::Next Chain::trial(const Start& start) {
  begin_trial(start);
  const ChoiceIndex target = conditions_.target();
  const Judgement trial =
      judge(plan_, rule(), stream_, start.at, horizon_.at, target, start.late);
  mark_losses(trial.decided);
  tell_trial(start, trial);
  const Moment given = purse_.pay(number_, rule(), trial, horizon_.at);
  conditions_.ended(trial.said.outcome);
  const Moment over = std::min(given, horizon_.at);
  pass(trial.decided, over, trial.said.outcome == Outcome::miss);
  return after_trial(trial, given);
}

void Chain::begin_trial(const Start& start) {
  ++number_;
  held_from_ = start.at;
  const note::TrialStart conditions = conditions_.begin(number_, start.at.time);
  purse_.begin(rule(), start.at);
  record_.note(start.at, number_, Slot::trial_start, conditions);
  record_.event(start.at, number_, Slot::trial_start, rule(), TaskEvent::trial_start);
  if (rule().initiation == config::InitiationKind::cue) {
    Command cue;
    cue.channel = rule().cue_channel;
    cue.duration = rule().cue_pulse;
    record_.command(start.at, number_, Slot::trial_start, cue);
  }
}

void Chain::tell_waiting(Moment start, const Judgement& trial) {
  if (!trial.opened) {
    ignore(start, horizon_.at);
    return;
  }
  const Moment open = trial.opened->at;
  const bool poke = rule().initiation == config::InitiationKind::poke;
  ignore(start, open, poke ? std::optional(open.next - 1) : std::nullopt);
  if (rule().initiation >= config::InitiationKind::zones) {
    record_.note(open, number_, Slot::initiated,
                 note::Initiated{trial.opened->subject});
  }
  record_.event(open, number_, Slot::initiated, rule(), TaskEvent::initiated);
  held_from_ = open;
}

void Chain::tell_trial(const Start& start, const Judgement& trial) {
  tell_waiting(start.at, trial);
  for (std::size_t i = 0; i < trial.heard.size(); ++i) {
    const bool late = i == 0 && start.late && trial.heard[0].at == start.late->at &&
                      trial.heard[0].onset == start.late->onset;
    if (late) {
      count(trial.heard[i]);
    } else {
      tell_response(trial, i);
    }
    tell_window(trial, i);
  }
  tell_outcome(trial);
}

void Chain::tell_response(const Judgement& trial, std::size_t i) {
  const Response& response = trial.heard[i];
  watch(response);
  note::Response said{response.subject, trial.roles[i], {}, {}, response.choice};
  std::optional<std::size_t> window;
  for (const std::size_t w : trial.windows) {
    if (w < i) window = w;
  }
  if (said.role == ResponseRole::first) said.dt = Duration();
  if (window) {
    const Response& first = trial.heard[*window];
    said.dt = Duration::from_us(response.at.time - first.at.time);
    said.dt_uncertainty = Duration::from_us(first.uncertainty + response.uncertainty);
  }
  record_.note(response.at, number_, Slot::response, said);
  if (said.role > ResponseRole::repeat) return;
  count(response);
}

// Of a response that counts.
void Chain::count(const Response& response) {
  record_.event(response.at, number_, Slot::response, rule(), TaskEvent::response,
                bit(response.subject));
}

void Chain::tell_window(const Judgement& trial, std::size_t i) {
  const auto& windows = trial.windows;
  if (std::find(windows.begin(), windows.end(), i) == windows.end()) return;
  const Response& response = trial.heard[i];
  const Time closes = Time::from_us(response.at.time) + rule().window;
  record_.note(response.at, number_, Slot::window_open,
               note::WindowOpen{response.subject, closes});
  record_.event(response.at, number_, Slot::window_open, rule(),
                TaskEvent::window_open);
}

void Chain::tell_outcome(const Judgement& trial) {
  note::TrialOutcome said = trial.said;
  if (said.ambiguous) marked_.insert(number_);
  said.ambiguous = marked_.contains(number_);
  record_.note(trial.decided, number_, Slot::outcome, said);
  constexpr std::array<TaskEvent, kOutcomes> kEvents{
      TaskEvent::coordinated, TaskEvent::miss, TaskEvent::aborted, TaskEvent::omission,
      TaskEvent::error};
  record_.event(trial.decided, number_, Slot::event, rule(),
                kEvents[static_cast<std::size_t>(said.outcome)]);
  if (said.outcome != Outcome::miss) return;
  Miss miss{
      number_, trial.heard[trial.windows.back()], trial.closes, conditions_.target(), 0,
      0};
  for (SubjectIndex s = 0; s < plan_.subjects; ++s) {
    const bool present = (plan_.present & bit(s)) != 0;
    if (present && !said.latency[s]) miss.charged |= bit(s);
  }
  const bool overlap = rule().response == config::ResponseKind::overlap;
  miss.watched = overlap ? SubjectMask{0} : miss.charged;
  miss_ = miss;
}

std::optional<EndReason> Chain::reason_after_trial(Moment at) const {
  if (plan_.max_trials != 0 && number_ >= plan_.max_trials) {
    return EndReason::max_trials;
  }
  if (purse_.enough_rewards()) return EndReason::max_rewards;
  if (purse_.enough_water()) return EndReason::max_volume;
  if (conditions_.done(at.time)) return EndReason::blocks_done;
  return {};
}

Chain::Next Chain::after_trial(const Judgement& trial, Moment given) {
  const bool cut = trial.said.outcome == Outcome::aborted || given > horizon_.at;
  if (cut && horizon_.end) return interrupted();
  const Moment over = std::min(given, horizon_.at);
  const auto reason = reason_after_trial(over);
  if (reason) return end(over, *reason);
  return cut ? interrupted() : interval(given, trial.said.outcome, false);
}

// What is heard while rewards are given, or when nothing begins any more.
void Chain::pass(Moment from, Moment to, bool after_miss) {
  for (const Response& response :
       responses(plan_, rule(), stream_, held_from_, from, to)) {
    tell_between(response, after_miss);
  }
  mark_losses(to);
}

void Chain::ignore(Moment from, Moment to, std::optional<std::size_t> but) {
  for (const Response& response :
       responses(plan_, rule(), stream_, held_from_, from, to)) {
    if (but == response.onset) continue;
    mark_losses(response.at);
    watch(response);
    record_.note(response.at, number_, Slot::response,
                 note::Response{
                     response.subject, ResponseRole::ignored, {}, {}, response.choice});
  }
}

// The next response of a subject charged with a miss may show that it was near.
void Chain::watch(const Response& response) {
  if (!miss_ || (miss_->watched & bit(response.subject)) == 0) return;
  if (miss_->target != kNoChoice && response.choice != miss_->target) return;
  miss_->watched = static_cast<SubjectMask>(miss_->watched & ~bit(response.subject));
  const std::int64_t off = response.at.time - miss_->closes;
  if (off > miss_->first.uncertainty + response.uncertainty) return;
  if (!marked_.insert(miss_->trial).second) return;
  // Before the response, which may be of the next trial.
  record_.aside(response.at, number_, miss_->trial,
                note::Ambiguous{AmbiguousReason::boundary});
}

void Chain::mark_losses(Moment to) {
  for (std::size_t i = marked_to_.next; i < to.next; ++i) {
    for (const auto& [action, reason] :
         {std::pair{OperatorAction::mark_lost_input, AmbiguousReason::lost_input},
          std::pair{OperatorAction::mark_late_input, AmbiguousReason::late_input}}) {
      if (!stream_.is_operator(i, action) || !marked_.insert(number_).second) continue;
      record_.note(stream_.of_input(i), number_, Slot::ambiguous,
                   note::Ambiguous{reason});
    }
  }
  marked_to_ = std::max(marked_to_, to);
}

}  // namespace dyad::task::oracle
