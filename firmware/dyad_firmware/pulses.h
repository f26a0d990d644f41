// Outputs, tokens and events joined: what is commanded happens once, and what became
// of it is told.
#ifndef DYAD_FIRMWARE_PULSES_H
#define DYAD_FIRMWARE_PULSES_H

#include "event_writer.h"
#include "outputs.h"
#include "token_table.h"

namespace dyad_firmware {

// All but tell_ended() within a SampleLock, or in the sampler itself.
template <typename Board, typename Writer>
class Pulses {
 public:
  Pulses(Board& board, Writer& writer)
      : board_(board), writer_(writer), outputs_(board) {}

  // A pulse, or the beginning of a flush. Where it is refused, that is told at once.
  void command(uint8_t output, uint16_t token, Ticks length, bool flush, bool running) {
    if (tokens_.take(token)) {
      begin(output, token, length, flush, running);
    } else {
      tell_refused(output, token, PulseResult::refused_token);
    }
  }

  // Renews a flush; begins it where the token is new.
  void flush(uint8_t output, uint16_t token, bool running) {
    const Ticks lease = ticks_of_ms(kFlushLease_ms);
    if (outputs_.has_token(output, token)) return outputs_.renew(output, lease);
    command(output, token, lease, true, running);
  }

  // The tokens of a reflex are taken when it is armed: all of them, or none where one
  // is not new.
  bool take_tokens(const ReflexPlan& plan) {
    uint16_t last = tokens_.last();
    for (uint8_t i = 0; i < plan.subjects; ++i) {
      const uint16_t token = plan.pulses[i].token;
      if (token == 0) continue;
      if (!TokenTable::newer(token, last)) return false;
      last = token;
    }
    for (uint8_t i = 0; i < plan.subjects; ++i) {
      if (plan.pulses[i].token != 0) tokens_.take(plan.pulses[i].token);
    }
    return true;
  }
  // Each of its pulses could be given. What changes that has to disarm the reflex.
  bool possible(const ReflexPlan& plan) const {
    for (uint8_t i = 0; i < plan.subjects; ++i) {
      const ReflexPulse& pulse = plan.pulses[i];
      if (pulse.token == 0) continue;
      if (outputs_.refusal(pulse.output, pulse.length) != PulseResult::done)
        return false;
    }
    return true;
  }
  // Loads what fire() will give, so that the output timer gives it at `due` where this
  // level may come late. Where not all can be given at once, fire() does all.
  void load(const ReflexPlan& plan, Ticks now, Ticks due, uint8_t pins, uint8_t inputs);
  void fire(const ReflexPlan& plan, Ticks now);
  void forgo(const ReflexPlan& plan) {
    outputs_.unload();
    tokens_.refuse(plan);
  }

  // Not within a SampleLock.
  void tell_ended() {
    EndedPulse pulse;
    while (outputs_.take_ended(pulse)) {
      const typename Board::SampleLock lock(board_);
      tell(pulse);
    }
  }
  void tell_state(uint16_t token) {
    Ticks active;
    const TokenState state = tokens_.state(token, active);
    writer_.token_state(token, state, active, board_.now());
  }

  Outputs<Board>& outputs() { return outputs_; }
  uint16_t last_token() const { return tokens_.last(); }

 private:
  void charge(const ReflexPlan& plan, Ticks now);

  void tell(const EndedPulse& pulse) {
    const bool done = pulse.result == PulseResult::done;
    tokens_.set(pulse.token, done ? TokenState::done : TokenState::partial,
                pulse.active);
    writer_.pulse_ended(pulse, pulse.start);
  }

  void begin(uint8_t output, uint16_t token, Ticks length, bool flush, bool running) {
    PulseResult result =
        running ? outputs_.refusal(output, length) : PulseResult::refused_state;
    if (result == PulseResult::done) {
      outputs_.unload_if_on(output);
      result = outputs_.start(output, token, length, flush, board_.now());
      outputs_.schedule_ends();
    }
    took(output, token, result);
  }

  void took(uint8_t output, uint16_t token, PulseResult result) {
    if (result == PulseResult::done) return;
    tokens_.set(token, TokenState::refused, 0);
    tell_refused(output, token, result);
  }

  void tell_refused(uint8_t output, uint16_t token, PulseResult why) {
    const EndedPulse refused = {static_cast<uint8_t>(output & 0x0F), token, why,
                                board_.now(), 0};
    writer_.pulse_ended(refused, refused.start);
  }

  Board& board_;
  Writer& writer_;
  Outputs<Board> outputs_;
  TokenTable tokens_;
};

}  // namespace dyad_firmware

#include "pulses_reflex.h"

#endif  // DYAD_FIRMWARE_PULSES_H
