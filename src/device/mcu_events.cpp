// What McuDevice does with each event of its board.
#include <string>

#include "dyad/device/mcu_device.hpp"

namespace dyad::device {

namespace fw = dyad_firmware;

namespace {

const char* text_of(fw::PulseResult result) {
  switch (result) {
    case fw::PulseResult::refused_state:
      return "the board is not running";
    case fw::PulseResult::refused_output:
      return "the board has no such output";
    case fw::PulseResult::refused_length:
      return "the pulse is longer than the firmware's cap";
    case fw::PulseResult::refused_budget:
      return "the valve was open too long in the last 60 s for the firmware's budget";
    case fw::PulseResult::refused_busy:
      return "a pulse still runs on that output";
    case fw::PulseResult::refused_token:
      return "the board has carried out a later command already";
    case fw::PulseResult::done:
    case fw::PulseResult::cut:
      break;
  }
  return "";
}

const char* text_of(fw::SafeReason reason) {
  switch (reason) {
    case fw::SafeReason::none:
      break;
    case fw::SafeReason::host_silence:
      return "it did not hear from the host for 500 ms";
    case fw::SafeReason::emergency_stop:
      return "it was told to stop";
    case fw::SafeReason::internal:
      return "it found itself in a state nobody thought of";
  }
  return "for no stated reason";
}

const char* text_of(fw::RefusalReason reason) {
  switch (reason) {
    case fw::RefusalReason::none:
      break;
    case fw::RefusalReason::length:
      return "it expects another length of it";
    case fw::RefusalReason::state:
      return "it is not in a state for it";
    case fw::RefusalReason::value:
      return "it does not know one of its values";
    case fw::RefusalReason::boot_id:
      return "it was meant for the board as it was before a reset";
    case fw::RefusalReason::configuration:
      return "its inputs and outputs are not set up as the rig file has them";
  }
  return "for no stated reason";
}

}  // namespace

void McuDevice::on_event(const link::BoardEvent& event) {
  std::visit([this](const auto& what) { take(what); }, event);
}

void McuDevice::take(const link::EdgeEvent& event) {
  inputs_.add(event, board_clock_.widen(event.ticks));
}

void McuDevice::take(const link::PulseEndedEvent& event) {
  if (const auto pulse = pulses_.take(event.token)) {
    finish_pulse(*pulse, event);
    if (ready_) send_pulses();
  } else {
    (void)reflex_.ended(event);  // else it is of an earlier host, or told already
  }
}

void McuDevice::finish_pulse(const McuPulses::Pulse& pulse,
                             const link::PulseEndedEvent& event) {
  const bool began =
      event.result == fw::PulseResult::done || event.result == fw::PulseResult::cut;
  if (!began) {
    fault(FaultKind::actuation_failed, clock_.now(),
          name_ + " refused a pulse on \"" + rig_.channels[pulse.command.channel].name +
              "\": " + text_of(event.result));
    return end_pulse(pulse, ActuationStatus::refused, clock_.now(), Duration());
  }
  const std::uint64_t start = board_clock_.widen(event.start);
  const auto status = event.result == fw::PulseResult::done ? ActuationStatus::done
                                                            : ActuationStatus::cut;
  end_pulse(pulse, status, board_clock_.time_of(start),
            board_clock_.duration_of(event.active, start));
}

void McuDevice::take(const link::EventsLostEvent& event) {
  const auto lost = static_cast<std::uint16_t>(event.last - event.first + 1);
  events_lost_ += lost;
  const std::uint64_t ticks = board_clock_.widen(event.ticks);
  const Time t = board_clock_.ready() ? board_clock_.time_of(ticks) : clock_.now();
  const Duration unwatched = std::max(t - inputs_.watermark(), Duration());
  fault(FaultKind::events_lost, std::max(t, Time()),
        name_ + " lost its events " + std::to_string(event.first) + " to " +
            std::to_string(event.last) +
            ": its memory was full before they could be sent",
        lost);
  inputs_.resync(event.levels, ticks, unwatched);
  reflex_.lose_track();
  pulses_unsure_ = true;  // their ends may be among what was lost
}

void McuDevice::take(const link::SafeEvent& event) {
  const std::uint64_t ticks = board_clock_.widen(event.ticks);
  const Time t = board_clock_.ready() ? board_clock_.time_of(ticks) : clock_.now();
  if (was_ready_) {
    fault(FaultKind::board_safe, std::max(t, Time()),
          name_ + " closed its outputs by itself: " + text_of(event.reason));
  }
}

void McuDevice::take(const link::ClearedEvent&) {}

void McuDevice::take(const link::SyncEvent& event) {
  if (const auto triple = board_clock_.sync_rose(event.ticks)) add_sample(*triple);
}

// Comes after every event that the board had kept: what it tells of a pulse whose end
// is not among them is all there will be.
void McuDevice::take(const link::TokenStateEvent& event) {
  if (event.state == fw::TokenState::running) return;
  const auto pulse = pulses_.take(event.token);
  if (!pulse) return;
  const Time sent = pulse->command.time;
  const Duration active =
      board_clock_.ready()
          ? board_clock_.duration_of(event.active, complete_to_.value_or(0))
          : Duration();
  switch (event.state) {
    case fw::TokenState::done:
      return end_pulse(*pulse, ActuationStatus::done, sent, active);
    case fw::TokenState::partial:
      return end_pulse(*pulse, ActuationStatus::cut, sent, active);
    case fw::TokenState::never:
    case fw::TokenState::refused:
      return end_pulse(*pulse, ActuationStatus::refused, clock_.now(), Duration());
    case fw::TokenState::running:
    case fw::TokenState::forgotten:
      return end_pulse(*pulse, ActuationStatus::unknown, sent, Duration());
  }
}

void McuDevice::take(const link::ArmedEvent& event) { reflex_.answered(event); }

void McuDevice::take(const link::ReflexEvent& event) {
  const auto verdict = reflex_.take(event);
  if (!verdict) return;
  BoardDecision decision;
  decision.source = source_;
  decision.trial = reflex_.trial();
  decision.verdict = *verdict;
  const auto first = board_clock_.widen(event.first);
  const auto last = board_clock_.widen(event.last);
  const bool responded = *verdict != BoardVerdict::disarmed;
  decision.time = responded ? board_clock_.stamp(last).time : clock_.now();
  if (responded) decision.first = board_clock_.stamp(first).time;
  pending_.board_decisions.push_back(decision);
  tell_mismatch();
}

void McuDevice::arm(const ReflexTrial& trial) {
  // Half the range of the board's counter is 1073 s.
  if (!ready_ || trial.opens_at - clock_.now() > Duration::from_s(1000)) {
    return reflex_.forget();
  }
  link_.command(fw::MessageType::arm,
                reflex_.arm(trial, setup_, board_clock_, pulses_));
  flush();
}

void McuDevice::decided(TrialNumber trial, Outcome outcome) {
  reflex_.decided(trial, outcome);
  tell_mismatch();
  if (outcome != Outcome::aborted || !reflex_.may_decide(trial)) return;
  link_.command(fw::MessageType::disarm, {});
  flush();
}

void McuDevice::tell_mismatch() {
  if (const auto what = reflex_.take_mismatch()) {
    fault(FaultKind::reflex_mismatch, clock_.now(), name_ + ": " + *what);
  }
}

// True where the board has begun this very pulse. Where it was to decide this trial and
// has not, it is told to leave it alone before the engine's pulse is sent: its own must
// not come on top.
bool McuDevice::bind_to_reflex(const Command& command) {
  if (command.kind != CommandKind::reward || !reflex_.may_decide(command.trial)) {
    return false;
  }
  const auto token = reflex_.begun_for(command);
  if (!token && reflex_.lost_track()) {
    // It may have been given: never again.
    end_pulse({command, setup_.output_of(command.channel), 0}, ActuationStatus::unknown,
              command.time, Duration());
    return true;
  }
  if (!token) {
    link_.command(fw::MessageType::disarm, {});
    return false;
  }
  const unsigned output = setup_.output_of(command.channel);
  pulses_.bind(command, output, *token);
  if (const auto ended = reflex_.end_of(*token)) {
    finish_pulse(*pulses_.take(*token), *ended);
  }
  return true;
}

void McuDevice::take(const link::RefusedEvent& event) {
  const std::string what = name_ + " refused command " + std::to_string(event.type) +
                           ": " + text_of(event.reason);
  if (!was_ready_) {
    cannot_start_ = Error{what, "flash the firmware of this dyad: dyad mcu flash"};
    return;
  }
  fault(FaultKind::actuation_failed, clock_.now(), what);
}

}  // namespace dyad::device
