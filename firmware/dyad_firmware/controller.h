// The board as a whole: sensors, outputs and reflex joined to the link. It runs on two
// levels. sample() is short, decides on edges, and may interrupt serve(), which does
// all else. Both are called with interrupts on; neither waits.
#ifndef DYAD_FIRMWARE_CONTROLLER_H
#define DYAD_FIRMWARE_CONTROLLER_H

#include "board_link.h"
#include "configuration.h"
#include "event_writer.h"
#include "pulses.h"
#include "reflex.h"
#include "sensors.h"
#include "sync_line.h"

namespace dyad_firmware {

template <typename Board>
class Commands;

// Board: what Sensors, Outputs, SyncLine and BoardLink ask for, and SampleLock (a scope
// in which sample() does not interrupt), wake_sampler(at), and as constants of one boot
// kind(), boot_id(), reset_cause(), build().
//
// commands.h, controller_reflex.h, controller_steps.h and reports.h belong to this
// class.
template <typename Board>
class Controller {
 public:
  explicit Controller(Board& board)
      : board_(board),
        sensors_(board, *this),
        writer_(events_, sensors_),
        pulses_(board, writer_),
        sync_(board),
        link_(board, *this, events_) {}

  // Decides on every edge up to now. Never runs twice at once: SampleLock.
  void sample();

  // The rest, in steps. Yields whether there is more to do at once.
  bool serve();

  // When serve() must be called next, if nothing comes in before.
  Ticks next_wakeup() {
    const Ticks next = sync_.next(link_.next_wakeup());
    return outputs().any_waiting() ? board_.now() + kTicksPerMs / 4 : next;
  }

  // In the output timer's interrupt.
  void expire_outputs() { outputs().expire(); }

  // For Sensors.
  void on_edge(const SensorEdge& edge);
  void on_step() { load_reflex(); }
  void on_raw_loss(Ticks now) { events_.lose_one(now, sensors_.levels()); }

  // For BoardLink.
  void on_new_link() {
    const typename Board::SampleLock lock(board_);
    close_all();
    sync_.enable(false);
  }
  void on_emergency_stop() { enter_safe(SafeReason::emergency_stop); }
  void on_command(const Frame& frame);
  uint8_t fill_hello(uint8_t* payload);
  uint8_t fill_status(uint8_t* payload);
  // No event older than this will bear `next` or a later number.
  Ticks complete_to(uint16_t& next) {
    const typename Board::SampleLock lock(board_);
    next = events_.next();
    const Ticks now = board_.now();
    if (sensors_.nothing_due(now)) sampled_at_ = now;
    return sensors_.complete_to(sampled_at_);
  }

 private:
  // These hold sample() off for as short as they can: a reflex may wait for it.
  bool take_one_edge();
  void run_sync(Ticks now);
  void report_loss(Ticks now);

  friend class Commands<Board>;
  typedef EventRing<typename Board::Atomic> Events;
  typedef Sensors<Board, Controller> Inputs;
  typedef EventWriter<Events, Inputs> Writer;

  Outputs<Board>& outputs() { return pulses_.outputs(); }
  bool running() const { return state_ == BoardState::running; }

  void tell(const ReflexResult& result) {
    if (result.decision != ReflexDecision::coordinated) pulses_.forgo(reflex_.plan());
    writer_.reflex(result, sampled_at_);
  }

  // Has the output timer fire the reflex, if candidates complete the group.
  void load_reflex();
  // It will not fire. If it did already, what it fired on is decided first: call this
  // before anything that the decision depends on changes.
  void hold_fire();

  // While the reflex waits for onsets, no edge waits long for being taken in.
  void wake_sampler() {
    Ticks at = sensors_.next_deadline();
    if (reflex_.inputs() != 0) at = earlier(at, board_.now() + kTicksPerMs / 4);
    board_.wake_sampler(at);
  }

  void close_all() {
    hold_fire();
    outputs().close_all();
    disarm();
  }

  void disarm() {
    hold_fire();
    ReflexResult result;
    if (reflex_.disarm(result)) tell(result);
  }

  void keep_time(Ticks now);

  void enter_safe(SafeReason reason);

  Board& board_;
  Events events_;
  Inputs sensors_;
  Writer writer_;
  Pulses<Board, Writer> pulses_;
  Reflex reflex_;
  SyncLine<Board> sync_;
  Configuration configuration_;
  BoardLink<Board, Controller> link_;
  volatile BoardState state_ = BoardState::unconfigured;
  SafeReason reason_ = SafeReason::none;
  Ticks sampled_at_ = 0;
  Ticks keep_time_at_ = 0;
  uint8_t loaded_inputs_ = 0;  // candidates that were loaded for last, one bit an input
  uint8_t glitch_input_ = 0;   // whose count the last status had
};

}  // namespace dyad_firmware

#include "commands.h"
#include "controller_reflex.h"
#include "controller_steps.h"
#include "reports.h"

#endif  // DYAD_FIRMWARE_CONTROLLER_H
