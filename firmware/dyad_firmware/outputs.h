// The outputs: nothing but pulses of bounded length, ended by a timer interrupt.
#ifndef DYAD_FIRMWARE_OUTPUTS_H
#define DYAD_FIRMWARE_OUTPUTS_H

#include "limits.h"
#include "open_time_budget.h"
#include "output_states.h"

namespace dyad_firmware {

// Board has: now(), Atomic, drive(output, active_level), release(output),
// wake_output_timer(at), and guard_inputs() and the like. expire() runs in the timer's
// interrupt, all else below it.
template <typename Board>
class Outputs : public OutputStates {
 public:
  explicit Outputs(Board& board) : board_(board) {}

  void configure(uint8_t output, uint8_t flags) {
    const typename Board::Atomic atomic;
    outputs_[output].configure(board_, flags);
  }

  // Why a pulse could never be given there; `done`: it could.
  PulseResult refusal(uint8_t output, Ticks length) const {
    if (output >= kOutputs || !outputs_[output].enabled()) {
      return PulseResult::refused_output;
    }
    if (length == 0 || length > ticks_of_ms(cap_ms(output))) {
      return PulseResult::refused_length;
    }
    return PulseResult::done;
  }

  // Begins a pulse that is not refused above, or puts it off until the output has been
  // closed long enough. `done`: it was taken, and its end will come; else why not.
  // schedule_ends() must follow. In between, what takes time can wait.
  PulseResult start(uint8_t output, uint16_t token, Ticks length, bool flush,
                    Ticks now) {
    Output& o = outputs_[output];
    if (o.phase != Output::off) return PulseResult::refused_busy;
    if (output < kValveOutputs && !flush && !budgets_[output].charge(now, length)) {
      return PulseResult::refused_budget;
    }
    o.token = token;
    o.length = length;
    o.phase = Output::waiting;
    if (!o.closed_long_enough(now)) return PulseResult::done;
    const typename Board::Atomic atomic;
    o.open(board_);
    return PulseResult::done;
  }

  // The timer comes for every open pulse.
  void schedule_ends() {
    for (const Output* o = outputs_; o != outputs_ + kOutputs; ++o) {
      const typename Board::Atomic atomic;
      if (o->phase == Output::active) schedule(o->start + o->length);
    }
  }

  // Opens what waited. Called often.
  void open_waiting(Ticks now);

  // The flush on this output lasts until now + lease, and no longer than its cap.
  void renew(uint8_t output, Ticks lease) {
    Output& o = outputs_[output];
    const typename Board::Atomic atomic;
    if (o.phase != Output::active) return;
    const Ticks cap = ticks_of_ms(kFlushCap_ms);
    const Ticks wanted = board_.now() - o.start + lease;
    o.length = wanted < cap ? wanted : cap;  // the timer comes earlier: no harm
  }

  // In the timer's interrupt, which lets in others, but none that changes an output:
  // closes what is due, and waits for what is due in a moment.
  void expire();

  // Lets no time that lies far back look like one to come, as the counter wraps.
  void keep_time(Ticks now);

  void close_all();

  // Pulses that may be due at `due`, then all at once and without delay: loaded one by
  // one, and given by the timer's interrupt if until then `inputs` stay as they are in
  // `pins`. False: this one cannot be.
  bool may_load() const { return !board_.inputs_guarded() && !gave_loaded_; }
  void begin_loading() { loaded_ = 0; }
  bool load(uint8_t output, uint16_t token, Ticks length, Ticks now);
  void end_loading(Ticks due, uint8_t pins, uint8_t inputs);
  Ticks loaded_for() const { return due_; }
  // After this they will not be given, if they have not been.
  void unload() { board_.unguard_inputs(); }
  bool gave_loaded() const { return gave_loaded_; }
  void forget_loaded() { gave_loaded_ = false; }
  void charge(uint8_t output, Ticks length, Ticks now) {
    if (output < kValveOutputs) budgets_[output].charge(now, length);
  }
  // Before another pulse on this output.
  void unload_if_on(uint8_t output) {
    if (output < kOutputs && (loaded_ & 1 << output)) unload();
  }

  bool take_ended(EndedPulse& pulse) {
    for (Output* o = outputs_; o != outputs_ + kOutputs; ++o) {
      if (o->phase != Output::ended) continue;
      pulse = o->take_ended();
      return true;
    }
    return false;
  }

 private:
  // In the moment between looking and closing, no interrupt comes.
  bool close_at(Output& o, Ticks end);
  bool give_loaded_at();
  void open_loaded();

  // The timer comes this much earlier than a pulse ends: what may hold it up.
  static const Ticks kLead = 100;
  static const Ticks kCloseTakes = 12;

  // The timer comes before `end`. Not where expire() could interrupt.
  void schedule(Ticks end) {
    if (scheduled_ && reached(end, next_end_)) return;
    scheduled_ = true;
    next_end_ = end;
    board_.wake_output_timer(end - kLead);
  }

  Board& board_;
  OpenTimeBudget budgets_[kValveOutputs];
  bool scheduled_ = false;
  Ticks next_end_ = 0;  // while scheduled_
  Ticks due_ = 0;       // of the loaded ones
  uint8_t loaded_ = 0;  // one bit an output
  volatile bool gave_loaded_ = false;
};

}  // namespace dyad_firmware

#include "outputs_steps.h"

#endif  // DYAD_FIRMWARE_OUTPUTS_H
