#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dyad/core/ids.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/note.hpp"
#include "dyad/core/random.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/output.hpp"
#include "dyad/task/plan.hpp"

namespace dyad::task {

// Decides a session: inputs in, notes and commands out. Pure: no clock, no I/O,
// no threads; the same plan, seed and inputs give the same outputs on every
// machine. Small and copyable, so that thousands run in one process.
//
// The caller feeds inputs in input_order, the first being the operator's `start`,
// and feeds a deadline input at next_deadline() before any input later than it.
// What the engine makes of them is docs/schedule.md, "How a trial is decided".
class Engine {
 public:
  // The plan outlives the engine and its copies.
  Engine(const Plan& plan, std::uint64_t seed);

  // Appends what the input leads to. The caller clears `out`. The input must be
  // acceptable: refusal() is null.
  void step(const Input& input, Output& out);

  // Why this input may not come next; null if it may. For those who feed inputs
  // that they did not make themselves: a log from a file.
  const char* refusal(const Input& input) const;

  // The next instant at which the engine wants to be told the time. While paused
  // only the session's end; none before the start and after the end.
  std::optional<Time> next_deadline() const;

  bool ended() const { return phase_ == Phase::ended; }
  TrialNumber trial() const { return trial_; }
  // Of the open window; none while none is open. For displays.
  std::optional<Time> window_closes_at() const;

 private:
  enum class Phase : std::uint8_t { idle, waiting, window_open, iti, paused, ended };
  using SubjectMask = std::uint8_t;  // bit i: subject i
  static_assert(kMaxSubjects <= 8);

  // A response that opened a window.
  struct Opening {
    Time time;
    Duration uncertainty;
    SubjectIndex subject = kNoSubject;
  };
  // The last missed trial, and those of its charged subjects whose next response
  // may still show that the miss was a matter of timestamps.
  struct Miss {
    TrialNumber trial = 0;
    Opening opening;
    SubjectMask watched = 0;
  };

  void start(Time now, Output& out);
  void on_operator(const Input& input, Output& out);
  void on_deadline(Time now, Output& out);
  void on_edge(const Input& input, Output& out);
  void on_response(const Input& input, SubjectIndex subject, Output& out);
  void respond_in_window(const Input& input, SubjectIndex subject, Output& out);
  void respond_in_iti(const Input& input, SubjectIndex subject, Output& out);
  void watch_last_miss(const Input& input, SubjectIndex subject, Output& out);
  void open_window(const Input& input, SubjectIndex subject, Output& out);
  void take(Time now, SubjectIndex subject, Output& out);
  void begin_trial(Time now, Output& out);
  // Says the outcome and what it earns; what follows is the caller's.
  void decide(Time now, Outcome outcome, Output& out);
  void begin_iti(Time now, Outcome after, Output& out);
  void end(Time now, EndReason reason, Output& out);
  void pause(Time now, PauseReason reason, Output& out);
  void resume(Time now, PauseReason reason, Output& out);
  void mark(Time now, AmbiguousReason reason, Output& out);

  void note(Time now, const note::Body& body, Output& out) const;
  void pulse(Time now, config::TaskEvent event, Output& out);
  void reward(Time now, SubjectIndex subject, Output& out);

  bool in_trial() const;
  bool last_trial_done() const;
  SubjectMask everyone() const;

  const Plan* plan_;
  Random random_;
  Phase phase_ = Phase::idle;
  std::uint8_t paused_by_ = 0;  // bit PauseReason
  TrialNumber trial_ = 0;
  Token last_token_ = 0;
  Time ends_at_;     // of the session
  Time phase_ends_;  // of the open window or the ITI

  // The trial in progress, or the last one.
  Time trial_start_;
  Opening opening_;
  std::array<Time, kMaxSubjects> response_time_;
  Duration last_uncertainty_;  // of the last response's dt
  SubjectMask responded_ = 0;  // since the window opened
  SubjectMask rewarded_ = 0;
  SubjectMask late_ = 0;  // charged with the miss before this ITI
  bool ambiguous_ = false;
  bool near_boundary_ = false;  // a partner's response of this window
  Miss miss_;

  // Where the order stands.
  Time last_time_;
  std::uint64_t last_sequence_ = 0;
  InputKind last_kind_ = InputKind::edge;
  SourceIndex last_source_ = 0;
};

}  // namespace dyad::task
