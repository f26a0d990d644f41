// What comes between trials: intervals, pauses, the end.

#include <algorithm>

#include "task/oracle_chain.hpp"

namespace dyad::task::oracle {

using config::TaskEvent;

Chain::Next Chain::interval(Moment from, Outcome after, bool paused) {
  if (conditions_.done(from.time)) return end(from, EndReason::blocks_done);
  // At the session's very end no interval and no trial begins.
  const bool after_miss = after == Outcome::miss && !paused;
  if (from.time >= stream_.duration()) return to_the_end(from, after_miss);
  const auto& wanted = rule().iti[static_cast<std::size_t>(after)];
  const std::int64_t length = draws_.interval(wanted, number_, from);
  if (length == 0) return begin_at(from, {});
  const std::int64_t until = from.time + length;
  record_.note(from, number_, Slot::interval, note::ItiStart{Time::from_us(until)});
  record_.event(from, number_, Slot::interval, rule(), TaskEvent::iti_start);
  return pass_interval(from, until, after_miss);
}

bool Chain::opens_next(const Response& response, bool late) const {
  return late && rule().late_response == config::LateResponse::open_next_trial &&
         response.at.time < stream_.duration();
}

Chain::Next Chain::pass_interval(Moment from, std::int64_t planned, bool after_miss) {
  std::int64_t until = planned;
  for (const Response& response :
       responses(plan_, rule(), stream_, held_from_, from, horizon_.at)) {
    if (response.at > stream_.deadline(until, kPhaseRank)) break;
    const bool late = is_late(response, after_miss);
    tell_between(response, after_miss);
    if (opens_next(response, late)) return begin_at(response.at, response);
    const std::int64_t longer = std::min(response.at.time + rule().iti_quiet.us(),
                                         planned + rule().iti_limit.us());
    if (rule().iti_quiet == Duration() || longer <= until) continue;
    until = longer;
    record_.note(response.at, number_, Slot::window_open,
                 note::ItiExtended{Time::from_us(until)});
  }
  const Moment over = stream_.deadline(until, kPhaseRank);
  mark_losses(std::min(over, horizon_.at));
  if (over > horizon_.at) return interrupted();
  return over.time >= stream_.duration() ? to_the_end(over, after_miss)
                                         : begin_at(over, {});
}

bool Chain::is_late(const Response& response, bool after_miss) const {
  if (!after_miss) return false;
  const unsigned charged = miss_->charged;
  if (((charged >> response.subject) & 1U) == 0) return false;
  return miss_->target == kNoChoice || response.choice == miss_->target;
}

void Chain::tell_between(const Response& response, bool after_miss) {
  const bool late = is_late(response, after_miss);
  mark_losses(response.at);
  watch(response);
  note::Response said{response.subject, ResponseRole::ignored, {}, {}, response.choice};
  if (late) {
    said.role = ResponseRole::late;
    said.dt = Duration::from_us(response.at.time - miss_->first.at.time);
    said.dt_uncertainty =
        Duration::from_us(miss_->first.uncertainty + response.uncertainty);
  }
  record_.note(response.at, number_, Slot::response, said);
}

Chain::Next Chain::begin_at(Moment at, const std::optional<Response>& late) {
  if (conditions_.done(at.time)) return end(at, EndReason::blocks_done);
  return Start{at, late};
}

// Nothing begins any more, but what happens is heard up to the end.
Chain::Next Chain::to_the_end(Moment from, bool after_miss) {
  pass(from, horizon_.at, after_miss);
  return interrupted();
}

Chain::Next Chain::interrupted() {
  if (horizon_.end) return end(horizon_.at, *horizon_.end);
  return pause();
}

Chain::Next Chain::pause() {
  const Moment from = horizon_.at;
  const Horizon last = stream_.end_in_pause(from);
  bool by_operator = false;
  bool by_device = false;
  for (std::size_t i = from.next - 1; i < last.at.next; ++i) {
    const bool was = by_operator;
    const bool lost = by_device;
    by_operator |= stream_.is_operator(i, OperatorAction::pause);
    by_device |= stream_.is_operator(i, OperatorAction::device_lost);
    const Moment at = stream_.of_input(i);
    if (by_operator != was || by_device != lost) {
      record_.note(at, number_, Slot::paused,
                   note::Paused{by_device != lost ? PauseReason::device_lost
                                                  : PauseReason::operator_request});
    }
    by_operator &= !stream_.is_operator(i, OperatorAction::resume);
    by_device &= !stream_.is_operator(i, OperatorAction::device_back);
    if (by_operator || by_device) continue;
    return resume(from, at);
  }
  ignore_in_pause(from, last.at);
  return end(last.at, *last.end);
}

// Nothing is held in a pause.
void Chain::ignore_in_pause(Moment from, Moment to) {
  if (rule().response != config::ResponseKind::held) ignore(from, to);
  mark_losses(to);
}

Chain::Next Chain::resume(Moment paused, Moment at) {
  ignore_in_pause(paused, at);
  record_.note(at, number_, Slot::resumed, note::Resumed{});
  held_from_ = at;
  horizon_ = stream_.horizon(at);
  return interval(at, Outcome::aborted, true);
}

Chain::Next Chain::end(Moment at, EndReason reason) {
  record_.note(at, number_, Slot::session_end, note::SessionEnd{reason});
  record_.event(at, number_, Slot::session_end, rule(), TaskEvent::session_end);
  end_ = at;
  return {};
}

}  // namespace dyad::task::oracle
