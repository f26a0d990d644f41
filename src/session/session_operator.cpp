// What a person, or the session on behalf of a device, tells the engine.

#include <string>

#include "dyad/core/assert.hpp"
#include "dyad/session/session.hpp"

namespace dyad::session {
namespace {

constexpr const char* kBoardDecides =
    "a reward by hand was not given: the board with the reflex opens the valves by "
    "itself; pause the session first";

}  // namespace

void Session::request(OperatorAction action, Time now) {
  if (finished_ || engine_.ended()) return;
  add_operator(action, now);
}

void Session::give(SubjectIndex subject, const Water& water, Time now) {
  if (finished_ || ending_ || engine_.ended()) return;
  if (const auto reason = reason_not_to_give(subject, water)) {
    take_fault({.time = now, .kind = FaultKind::actuation_failed, .message = *reason},
               now);
    return;
  }
  Input input;
  input.time = now;
  input.action = OperatorAction::give_reward;
  input.subject = subject;
  input.volume_nl = water.volume_nl;
  input.open = water.open;
  add_operator(input);
}

std::optional<std::string> Session::reason_not_to_give(SubjectIndex subject,
                                                       const Water& water) const {
  const bool there =
      subject < parts_.plan.subjects && (parts_.plan.present >> subject & 1U) != 0;
  if (!there || water.open <= Duration()) {
    return "a reward by hand was not given: no such animal, or no time to open the "
           "valve";
  }
  if (reflex_.may_reward()) return kBoardDecides;
  return std::nullopt;
}

// One that waited for the valve in a pause, and came too late for it.
bool Session::refuse_by_hand(const Command& command, Time now) {
  pending_faults_.push_back({.time = now,
                             .kind = FaultKind::actuation_failed,
                             .channel = command.channel,
                             .message = kBoardDecides});
  return refuse(command, now);
}

void Session::add_operator(OperatorAction action, Time t) {
  Input input;
  input.action = action;
  input.time = t;
  add_operator(input);
}

void Session::add_operator(Input input) {
  input.kind = InputKind::operator_action;
  input.sequence = ++own_sequence_;
  // A fault may be dated before what has been released; its place is then now.
  if (!merger_.add(input)) {
    input.time = merger_.released_until() + Duration::from_us(1);
    const bool added = merger_.add(input);
    DYAD_ASSERT(added, "an operator action found no place in the order");
  }
}

}  // namespace dyad::session
