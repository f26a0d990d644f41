#pragma once

#include <cstdint>
#include <optional>

#include "dyad/core/ids.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/note.hpp"
#include "dyad/core/random.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/barcode_player.hpp"
#include "dyad/task/holds.hpp"
#include "dyad/task/output.hpp"
#include "dyad/task/payouts.hpp"
#include "dyad/task/plan.hpp"
#include "dyad/task/programme.hpp"
#include "dyad/task/reinforcer.hpp"
#include "dyad/task/trial_state.hpp"

namespace dyad::task {

// Decides a session: inputs in, notes and commands out. Pure: no clock, no I/O,
// no threads; the same plan, seed and inputs give the same outputs on every
// machine. Small and copyable, so that thousands run in one process.
//
// The caller feeds inputs in input_order, the first being the operator's `start`,
// and feeds a deadline input at next_deadline() before any input later than it; the
// same deadline again where it still stands. What the engine makes of them is
// docs/schedule.md, "How a trial is decided".
class Engine {
 public:
  // The plan outlives the engine and its copies.
  Engine(const Plan& plan, std::uint64_t seed);

  // Appends what the input leads to. The caller clears `out`. The input must be
  // acceptable: refusal() is null.
  void step(const Input& input, Output& out);

  // Why this input may not come next; null if it may. Ask of inputs from a file.
  const char* refusal(const Input& input) const;

  // The next instant at which the engine wants to be told the time; none before the
  // start and after the end.
  std::optional<Time> next_deadline() const;

  bool ended() const { return phase_ == Phase::ended; }
  TrialNumber trial() const { return trial_; }

  TrialView view() const;  // for displays

 private:
  // Of the session: engine.cpp.
  void dispatch(const Input& input, Output& out);
  void start(Time now, Output& out);
  void on_operator(const Input& input, Output& out);
  void on_deadline(Time now, Output& out);
  void end_phase(Time now, Output& out);
  void end(Time now, EndReason reason, Output& out);
  void pause(Time now, PauseReason reason, Output& out);
  void resume(Time now, PauseReason reason, Output& out);
  void mark(Time now, AmbiguousReason reason, Output& out);
  std::optional<EndReason> reason_to_end(Time now) const;
  Time inactive_at() const;
  void note(Time now, const note::Body& body, Output& out) const;
  void pulse(Time now, config::TaskEvent event, Output& out,
             SubjectMask subjects = 0xFF);
  void pulse(Time now, ChannelIndex channel, Duration length, Output& out);
  void send_barcode(Time now, Output& out);

  // Of a trial: engine_trial.cpp.
  void begin_trial(Time now, Output& out);
  void begin_initiation(Time now, Output& out);
  void on_initiation_edge(const Input& input, Output& out);
  void open_for_responses(Time now, Output& out);
  void initiate(Time now, SubjectIndex by, Output& out);
  bool zones_met() const;
  void decide(Time now, Outcome outcome, Output& out);    // what follows: the caller's
  void conclude(Time now, Outcome outcome, Output& out);  // decides, and goes on
  note::TrialOutcome outcome_note(Time now, Outcome outcome);
  void remember_miss();
  void begin_iti(Time now, Outcome after, Output& out);
  void extend_iti(Time now, Output& out);

  // Of responses: engine_responses.cpp.
  void on_edge(const Input& input, Output& out);
  void on_held_edge(const Input& input, SubjectIndex subject, Output& out);
  void on_overlap_edge(const Input& input, SubjectIndex subject, Output& out);
  void complete_hold(SubjectIndex subject, Time now, Output& out);
  void on_response(const Response& response, Output& out);
  Response response_at(const Input& edge, SubjectIndex subject) const;
  ChoiceIndex choice_at(ChannelIndex channel) const;
  void respond_in_trial(const Response& response, Output& out);
  void respond_in_window(const Response& response, Output& out);
  void respond_in_iti(const Response& response, Output& out);
  bool can_open(const Response& response) const;
  void reject(const Response& response, ResponseRole role, Output& out);
  void watch_last_miss(const Response& response, Output& out);
  void open_window(const Response& response, Output& out);
  void take(const Response& response, Output& out);
  void complete_if_enough(Time now, Output& out);
  void say(const Response& response, ResponseRole role, Output& out) const;
  bool is_wrong(const Response& response) const;
  bool is_early(const Response& response) const;

  // Of rewards: engine_rewards.cpp.
  void pay_response(Time now, SubjectIndex subject, Output& out);
  void pay_outcome(Time now, Outcome outcome, Output& out);
  void pay_present(Time now, const Payments& payments, Output& out);
  void pay_unit(Time now, Output& out);
  void earn(Time now, SubjectIndex subject, const Payment& payment, Output& out);
  void give_due(Time now, Output& out);
  void give_by_hand(const Input& input, Output& out);
  void deliver(Time now, Output& out);
  void pulse_rewards(Time now, Output& out);
  void drop_payouts(Time now, SubjectMask lost, Output& out);
  void withhold(Time now, SubjectIndex subject, WithheldReason reason, Output& out);
  std::size_t joint_choice() const;
  SubjectIndex next_present(SubjectIndex after) const;

  const TrialPlan& rule() const { return programme_.rule(); }
  bool in_trial() const {
    return phase_ >= Phase::initiating && phase_ <= Phase::window_open;
  }

  const Plan* plan_;
  Random intervals_;  // stream 0; the parts below have streams of their own
  Random chance_;
  Programme programme_;
  Reinforcer reinforcer_;
  Payouts payouts_;
  Holds holds_;
  BarcodePlayer barcode_;

  Phase phase_ = Phase::idle;
  std::uint8_t paused_by_ = 0;  // bit PauseReason
  TrialNumber trial_ = 0;
  Token last_token_ = 0;
  Time ends_at_;                     // of the session
  Time phase_ends_ = Time::never();  // of the phase, by itself
  Time heard_at_;                    // when a live subject last responded
  ChannelMask active_ = 0;           // lines
  TrialState state_;                 // of the trial in progress, or the last one
  Miss miss_;
  Account account_;
  ChannelMask operanda_ = 0;    // that count in any trial of the plan
  ChannelMask collection_ = 0;  // that tell of a collection in any
  Order order_;
};

}  // namespace dyad::task
