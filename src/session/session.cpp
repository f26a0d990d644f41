#include "dyad/session/session.hpp"

#include <algorithm>
#include <utility>

#include "dyad/core/assert.hpp"

namespace dyad::session {
namespace {

// Not more often than this: a watermark that is held back moves in its own time.
constexpr Duration kRetry = Duration::from_us(100);

// What a device may take to say how its pulses ended, once it was told to end them.
constexpr Duration kClosing = Duration::from_ms(200);

// Faults after which going on could harm an animal or lose data.
bool ends_session(FaultKind kind) {
  return kind == FaultKind::valve_limit || kind == FaultKind::guard_lost ||
         kind == FaultKind::guard_acted || kind == FaultKind::log_full ||
         kind == FaultKind::daemon_died;
}

// A rig has one at most: every operandum and every valve is on it.
device::Reflex* board_with_reflex(const std::vector<device::Device*>& devices) {
  for (device::Device* device : devices) {
    if (device->reflex() != nullptr) return device->reflex();
  }
  return nullptr;
}

std::optional<OperatorAction> action_for(FaultKind kind) {
  switch (kind) {
    case FaultKind::events_lost:
      return OperatorAction::mark_lost_input;
    case FaultKind::late_input:
      return OperatorAction::mark_late_input;
    case FaultKind::device_lost:
    case FaultKind::link_lost:
      return OperatorAction::device_lost;
    case FaultKind::device_back:
      return OperatorAction::device_back;
    default:
      return std::nullopt;
  }
}

}  // namespace

Session::Session(Parts parts)
    : parts_(std::move(parts)),
      engine_(parts_.plan, parts_.seed),
      merger_(parts_.devices.size()),
      limits_(parts_.rig),
      reflex_(parts_.plan, board_with_reflex(parts_.devices), limits_) {}

void Session::begin() {
  Input start;
  start.kind = InputKind::operator_action;
  start.action = OperatorAction::start;
  start.sequence = ++own_sequence_;
  feed(start, start.time);
}

void Session::pump(Time now) {
  if (finished_) return;
  last_now_ = std::max(last_now_, now);
  poll_devices(now);
  if (!ending_) release(now);
  take_pending_faults(now);
  if (const auto failure = parts_.log.failure(); failure && !ending_) {
    take_fault({.time = now, .kind = FaultKind::log_full, .message = failure->text()},
               now);
  }
  const bool closes = ending_ || engine_.ended();
  if (closes && (!waits_for_pulse() || now >= close_by_)) finish(now);
}

std::optional<Time> Session::next_wakeup() const {
  if (finished_) return std::nullopt;
  Time next = Time::never();
  for (const device::Device* device : parts_.devices) {
    next = std::min(next, device->next_wakeup().value_or(Time::never()));
  }
  if (ending_) return std::min(next, close_by_);
  // What is held when the engine has ended stays held: nobody waits for it.
  const bool holds = !merger_.empty() && !engine_.ended();
  if (holds) next = std::min(next, passes_at(merger_.oldest_held()));
  if (const auto deadline = engine_.next_deadline()) {
    next = std::min(next, *deadline > last_now_ ? *deadline : passes_at(*deadline));
  }
  return next;
}

// When to ask again for what waits for a watermark: as far behind the time as the
// slowest device stands now, and at the latest when its lateness bound is over. A
// device that holds its watermark back for an edge says itself when to wake.
Time Session::passes_at(Time t) const {
  Duration lag;
  Duration bound;
  for (const device::Device* device : parts_.devices) {
    if (device->lost()) continue;
    lag = std::max(lag, last_now_ - device->watermark());
    bound = std::max(bound, device->lateness_bound());
  }
  const Duration tick = Duration::from_us(1);
  return std::min(std::max(t + lag + tick, last_now_ + kRetry), t + bound + tick);
}

void Session::end_now(const std::string& reason, Time now) {
  if (ending_ || finished_) return;
  ending_ = true;
  last_now_ = std::max(last_now_, now);
  end_reason_ = reason;
  for (SourceIndex i = 0; i < parts_.devices.size(); ++i) {
    parts_.devices[i]->close_outputs(now, report_);
    take_report(i, now);
    merger_.restore(i, Time::never());  // nothing more is waited for
  }
  if (!engine_.ended()) {
    while (release_one(now)) {
    }
    if (!engine_.ended()) add_operator(OperatorAction::end, now);
    while (release_one(now)) {
    }
  }
  // A board says a little later how long the pulses were that it has cut.
  close_by_ = now + kClosing;
  if (!waits_for_pulse()) finish(now);
}

void Session::take_fault(const Fault& fault, Time now) {
  if (finished_) return;  // nothing follows the end record
  tell(fault);
  act_on(fault, now);
}

void Session::tell(const Fault& fault) {
  parts_.log.append(fault);
  if (parts_.on_fault) parts_.on_fault(fault);
}

void Session::act_on(const Fault& fault, Time now) {
  const auto action = action_for(fault.kind);
  // The engine knows one pause for devices: it is over when every device is back.
  const bool still_lost = action == OperatorAction::device_back && any_device_lost();
  if (action && !still_lost && !engine_.ended()) add_operator(*action, fault.time);
  if (ends_session(fault.kind)) end_now(std::string(to_text(fault.kind)), now);
}

bool Session::any_device_lost() const {
  return std::any_of(parts_.devices.begin(), parts_.devices.end(),
                     [](const device::Device* device) { return device->lost(); });
}

// Faults of commands wait until the engine's step has been worked off whole.
void Session::take_pending_faults(Time now) {
  const std::vector<Fault> faults = std::exchange(pending_faults_, {});
  // All are told before one of them ends the session: its end record is the last.
  for (const Fault& fault : faults) tell(fault);
  for (const Fault& fault : faults) act_on(fault, now);
}

void Session::poll_devices(Time now) {
  for (SourceIndex i = 0; i < parts_.devices.size(); ++i) poll(i, now);
}

void Session::poll(SourceIndex source, Time now) {
  device::Device& device = *parts_.devices[source];
  const bool was_lost = device.lost();
  device.poll(now, report_);
  take_report(source, now);
  if (device.lost() || ending_) {
    merger_.advance(source, Time::never());
    return;
  }
  const Time patience_ends = now - device.lateness_bound();
  const Time watermark = std::max(device.watermark(), patience_ends);
  if (was_lost) merger_.restore(source, watermark);
  merger_.advance(source, watermark);
}

void Session::take_report(SourceIndex source, Time now) {
  for (const RawEdge& edge : report_.raw_edges) parts_.log.append(edge);
  for (const ClockSample& sample : report_.clock_samples) parts_.log.append(sample);
  for (const BoardDecision& decision : report_.board_decisions) {
    parts_.log.append(decision);
  }
  take_edges(now);
  take_actuations();
  // Taken out first: handling one may ask the devices for another report.
  std::vector<Fault> faults = std::exchange(report_.faults, {});
  report_.clear();
  for (Fault& fault : faults) {
    fault.source = source;
    take_fault(fault, now);
  }
}

// Backfill goes first: the operator input of a device_back in the same report has
// its place after it.
void Session::take_edges(Time now) {
  for (const Input& input : report_.backfill) {
    tell_others(input, now);
    // Where it is too late no fault says so: the loss has aborted its trial.
    (void)add_edge(input);
  }
  for (const Input& input : report_.inputs) {
    tell_others(input, now);
    add_input(input, now);
  }
}

void Session::tell_others(const Input& input, Time now) {
  for (SourceIndex i = 0; i < parts_.devices.size(); ++i) {
    if (i != input.source) parts_.devices[i]->observe(input, now);
  }
}

bool Session::add_edge(const Input& input) {
  // Devices run before the session does: what happened then is no part of it.
  if (input.time < Time()) return true;
  if (merger_.too_late(input)) {
    parts_.log.append(log::UnfedEdge{input});
    return false;
  }
  // What comes after the session's end is no part of it.
  return engine_.ended() || merger_.add(input);
}

void Session::add_input(const Input& input, Time now) {
  if (add_edge(input) || engine_.ended()) return;
  take_fault({.time = now,
              .kind = FaultKind::late_input,
              .source = input.source,
              .channel = input.channel,
              .count = 1,
              .message = "an input at t = " + std::to_string(input.time.us()) +
                         " µs came after its place in the order had been decided; "
                         "the trial is marked ambiguous"},
             now);
}

void Session::release(Time now) {
  while (release_one(now)) {
  }
}

// The oldest of what may be released: a held input, or the engine's deadline.
bool Session::release_one(Time now) {
  if (engine_.ended()) return false;
  const Input* input = merger_.next();
  const auto deadline = engine_.next_deadline();
  if (input != nullptr && (!deadline || input->time <= *deadline)) {
    feed(merger_.release(), now);
    return true;
  }
  if (!deadline || *deadline > now || !merger_.passed(*deadline)) return false;
  Input tick;
  tick.kind = InputKind::deadline;
  tick.time = *deadline;
  tick.sequence = ++own_sequence_;
  merger_.released_deadline(tick);
  feed(tick, now);
  return true;
}

// Commands go first: nobody waits for a note, and an animal waits for its water.
void Session::feed(const Input& input, Time now) {
  parts_.log.append(input);
  out_.clear();
  engine_.step(input, out_);
  for (const Command& command : out_.commands) {
    parts_.log.append(command);
    if (perform(command, now)) tally_.add(command);
  }
  for (const Note& note : out_.notes) {
    parts_.log.append(note);
    tally_.add(note);
    reflex_.on_note(note);
    for (device::Device* device : parts_.devices) device->hear(note, now);
    if (const auto* end = std::get_if<note::SessionEnd>(&note.body);
        end != nullptr && end_reason_.empty()) {
      end_reason_ = to_text(end->reason);
    }
  }
}

bool Session::perform(const Command& command, Time now) {
  if (ending_) return refuse(command, now);
  const bool by_hand = command.kind == CommandKind::manual_reward;
  if (by_hand && reflex_.may_reward()) return refuse_by_hand(command, now);
  if (auto fault = limits_.admit(command)) {
    // A person's water too much is refused, and the session goes on.
    if (by_hand) fault->kind = FaultKind::actuation_failed;
    pending_faults_.push_back(std::move(*fault));
    return refuse(command, now);
  }
  const SourceIndex source = parts_.rig.channels.at(command.channel).device;
  const Status status = parts_.devices.at(source)->actuate(command, now);
  if (status) {
    if (by_hand) reflex_.on_water_by_hand(command);
    running_.emplace(command.token, Running{source, command.channel});
    return true;
  }
  pending_faults_.push_back({.time = now,
                             .kind = FaultKind::actuation_failed,
                             .source = source,
                             .channel = command.channel,
                             .message = status.error().text()});
  return refuse(command, now);
}

bool Session::refuse(const Command& command, Time now) {
  parts_.log.append(Actuation{.time = now,
                              .token = command.token,
                              .channel = command.channel,
                              .duration = Duration(),
                              .status = ActuationStatus::refused});
  return false;
}

void Session::take_actuations() {
  for (const Actuation& actuation : report_.actuations) {
    parts_.log.append(actuation);
    running_.erase(actuation.token);
  }
  report_.actuations.clear();
}

// A lost device may never say what became of its pulses; closing its outputs makes
// it say that it does not know.
bool Session::waits_for_pulse() const {
  return std::any_of(running_.begin(), running_.end(), [this](const auto& pulse) {
    return !parts_.devices[pulse.second.source]->lost();
  });
}

void Session::finish(Time now) {
  ending_ = true;  // a fault found while closing must not end it once more
  for (SourceIndex i = 0; i < parts_.devices.size(); ++i) {
    parts_.devices[i]->close_outputs(now, report_);
    take_report(i, now);
  }
  for (const auto& [token, running] : running_) {
    parts_.log.append(Actuation{.time = now,
                                .token = token,
                                .channel = running.channel,
                                .duration = Duration(),
                                .status = ActuationStatus::unknown});
  }
  log::End end{.time = now, .reason = end_reason_, .channels = {}};
  for (const device::Device* device : parts_.devices) device->counts(end.channels);
  parts_.log.append(end);
  finished_ = true;
}

}  // namespace dyad::session
