#include "dyad/device/mcu_reflex.hpp"

#include <algorithm>

#include "dyad/config/mcu_lines.hpp"
#include "dyad/core/assert.hpp"

namespace dyad::device {

namespace fw = dyad_firmware;

namespace {

std::uint8_t input_bits(const ReflexTrial::Subject& subject, const McuSetup& setup) {
  unsigned bits = 0;
  for (unsigned input = 0; input < fw::kInputs; ++input) {
    const auto& own = subject.operanda;
    const ChannelIndex channel = setup.input_channel(input);
    if (std::find(own.begin(), own.end(), channel) != own.end()) bits |= 1U << input;
  }
  return static_cast<std::uint8_t>(bits);
}

}  // namespace

std::vector<std::uint8_t> McuReflex::arm(const ReflexTrial& trial,
                                         const McuSetup& setup, const McuClock& clock,
                                         McuPulses& pulses) {
  DYAD_ASSERT(trial.subjects.size() <= config::kMcuReflexSubjects,
              "a validated rig has no more seats with a reflex");
  armed_ = Armed{
      .trial = trial.trial, .pulses = {}, .answer = {}, .verdict = {}, .outcome = {}};
  std::vector<std::uint8_t> payload(12 + 8 * trial.subjects.size());
  fw::put_u16(payload.data(), static_cast<std::uint16_t>(trial.trial));
  fw::put_u32(payload.data() + 2,
              static_cast<std::uint32_t>(clock.ticks_at(trial.opens_at)));
  fw::put_u32(payload.data() + 6, clock.ticks_in(trial.window));
  payload[10] = trial.repeat_restarts ? 1 : 0;
  payload[11] = static_cast<std::uint8_t>(trial.subjects.size());
  std::uint8_t* p = payload.data() + 12;
  for (const ReflexTrial::Subject& subject : trial.subjects) {
    p[0] = input_bits(subject, setup);
    if (subject.open > Duration()) {
      armed_->pulses.push_back({subject.valve, pulses.new_token(), {}});
      p[1] = static_cast<std::uint8_t>(setup.output_of(subject.valve));
      fw::put_u16(p + 2, armed_->pulses.back().token);
      fw::put_u32(p + 4, clock.ticks_in(subject.open));
    }
    p += 8;
  }
  return payload;
}

bool McuReflex::is_of(std::uint16_t wire_trial) const {
  return armed_ && static_cast<std::uint16_t>(armed_->trial) == wire_trial;
}

bool McuReflex::may_decide(TrialNumber trial) const {
  return armed_ && armed_->trial == trial &&
         armed_->answer.value_or(fw::ArmAnswer::armed) == fw::ArmAnswer::armed;
}

void McuReflex::answered(const link::ArmedEvent& event) {
  if (is_of(event.trial)) armed_->answer = event.answer;
}

std::optional<BoardVerdict> McuReflex::take(const link::ReflexEvent& event) {
  if (!is_of(event.trial)) return std::nullopt;
  armed_->verdict = static_cast<BoardVerdict>(event.decision);
  return armed_->verdict;
}

void McuReflex::lose_track() {
  if (armed_ && !armed_->verdict) armed_->unsure = true;
}

bool McuReflex::ended(const link::PulseEndedEvent& event) {
  if (!armed_) return false;
  for (Pulse& pulse : armed_->pulses) {
    if (pulse.token != event.token) continue;
    pulse.ended = event;
    return true;
  }
  return false;
}

std::optional<std::uint16_t> McuReflex::begun_for(const Command& command) const {
  if (!armed_ || armed_->trial != command.trial) return std::nullopt;
  if (armed_->verdict != BoardVerdict::coordinated) return std::nullopt;
  for (const Pulse& pulse : armed_->pulses) {
    if (pulse.valve == command.channel) return pulse.token;
  }
  return std::nullopt;
}

std::optional<link::PulseEndedEvent> McuReflex::end_of(std::uint16_t token) const {
  if (!armed_) return std::nullopt;
  for (const Pulse& pulse : armed_->pulses) {
    if (pulse.token == token) return pulse.ended;
  }
  return std::nullopt;
}

void McuReflex::decided(TrialNumber trial, Outcome outcome) {
  if (armed_ && armed_->trial == trial) armed_->outcome = outcome;
}

// A trial that the board was not armed for in time, and one that was aborted before it
// decided, are the engine's alone.
std::optional<std::string> McuReflex::take_mismatch() {
  if (!armed_ || armed_->told || !armed_->outcome || armed_->unsure) return {};
  if (armed_->answer != fw::ArmAnswer::armed) return std::nullopt;
  const bool board_gave = armed_->verdict == BoardVerdict::coordinated;
  const bool engine_gave = armed_->outcome == Outcome::coordinated;
  if (board_gave == engine_gave) return std::nullopt;
  armed_->told = true;
  const std::string board =
      armed_->verdict ? std::string(to_text(*armed_->verdict)) : "nothing yet";
  return "trial " + std::to_string(armed_->trial) + ": the board decided " + board +
         ", the engine " + std::string(to_text(*armed_->outcome)) +
         (board_gave ? "; the valves were opened" : "");
}

}  // namespace dyad::device
