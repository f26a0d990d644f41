#include "task/oracle_stream.hpp"

namespace dyad::task::oracle {

Moment Stream::deadline(std::int64_t time, int rank) const {
  std::size_t next = 0;
  while (next < inputs_.size() && inputs_[next].time.us() <= time) ++next;
  return {time, next, rank};
}

bool Stream::is_edge(std::size_t i, bool active) const {
  return inputs_[i].kind == InputKind::edge && inputs_[i].active == active;
}

bool Stream::is_operator(std::size_t i, OperatorAction action) const {
  return inputs_[i].kind == InputKind::operator_action && inputs_[i].action == action;
}

std::size_t Stream::release_of(std::size_t i) const {
  std::size_t k = i + 1;
  while (k < inputs_.size() && !(inputs_[k].kind == InputKind::edge &&
                                 inputs_[k].channel == inputs_[i].channel)) {
    ++k;
  }
  return k;
}

std::optional<Moment> Stream::next_action(Moment since, OperatorAction action) const {
  for (std::size_t i = since.next; i < inputs_.size(); ++i) {
    if (is_operator(i, action)) return of_input(i);
  }
  return {};
}

Horizon Stream::end_in_pause(Moment since) const {
  const Moment planned = deadline(duration(), kEndRank);
  const auto told = next_action(since, OperatorAction::end);
  if (told && *told < planned) return {*told, EndReason::operator_request};
  return {planned, EndReason::duration};
}

// When nobody has responded for too long.
std::optional<Moment> Stream::silence(Moment since, Moment until) const {
  const std::int64_t limit = plan_.inactivity.us();
  if (limit == 0) return {};
  ChannelMask operanda = 0;
  for (const TrialPlan& rule : plan_.trials) operanda |= rule.operanda;
  std::int64_t last = since.time;
  for (std::size_t i = since.next; i < inputs_.size(); ++i) {
    if (inputs_[i].time.us() > last + limit || of_input(i) > until) break;
    if (!is_edge(i, true)) continue;
    const ChannelIndex channel = inputs_[i].channel;
    const SubjectIndex subject = plan_.subject_of[channel];
    const bool alive = subject != kNoSubject && ((plan_.live >> subject) & 1U) != 0;
    if (alive && ((operanda >> channel) & 1U) != 0) last = inputs_[i].time.us();
  }
  return deadline(last + limit, kEndRank);
}

Horizon Stream::horizon(Moment since) const {
  Horizon next = end_in_pause(since);
  for (const auto action : {OperatorAction::pause, OperatorAction::device_lost}) {
    const auto told = next_action(since, action);
    if (told && *told < next.at) next = {*told, {}};
  }
  const auto silent = silence(since, next.at);
  if (silent && *silent < next.at) next = {*silent, EndReason::inactivity};
  return next;
}

}  // namespace dyad::task::oracle
