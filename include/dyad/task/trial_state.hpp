#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dyad/core/ids.hpp"
#include "dyad/core/input.hpp"
#include "dyad/core/note.hpp"
#include "dyad/core/time.hpp"
#include "dyad/task/trial_plan.hpp"

// What the engine keeps in mind, apart from its parts.
namespace dyad::task {

enum class Phase : std::uint8_t {
  idle,
  initiating,  // the trial has begun, and cannot be responded to yet
  waiting,     // for the first response
  window_open,
  delivering,  // decided; its rewards are being given
  iti,
  paused,
  ended
};

// How the session stands, for displays.
struct TrialView {
  Phase phase = Phase::idle;
  std::optional<Time> window_opened_at{};  // none while no window is open
  std::optional<Time> window_closes_at{};
  std::optional<Time> iti_ends_at{};  // none outside an ITI
  Duration window;                    // of the trial in progress, or the last one
};

// One response, as the window takes it.
struct Response {
  Time time;
  Duration uncertainty;
  SubjectIndex subject = kNoSubject;
  ChannelIndex channel = kNoChannel;
  ChoiceIndex choice = kNoChoice;
};

// Of the trial in progress, or the last one.
struct TrialState {
  Time start;
  Response opening;                                // of the window
  std::array<Response, kMaxSubjects> responses{};  // where `responded`
  Duration last_uncertainty;                       // of the last response's Δt
  Time joint_due = Time::never();  // of overlap: all have held together long enough
  // The end of the ITI, without extensions; long ago: there is none.
  Time iti_planned = Time::long_ago();
  Outcome outcome = Outcome::aborted;
  SubjectIndex last_responder = kNoSubject;
  SubjectMask responded = 0;  // since the window opened
  SubjectMask chosen = 0;     // whose choice of the trial is known
  SubjectMask earned = 0;     // by a response, whoever was paid
  SubjectMask late = 0;       // charged with the miss before this ITI
  bool ambiguous = false;
  bool near_boundary = false;  // a partner's response of this window
  bool catch_said = false;
};

// The last missed trial, and those of its charged subjects whose next response
// may still show that the miss was a matter of timestamps.
struct Miss {
  TrialNumber trial = 0;
  Response opening;
  Duration window;
  ChoiceIndex target = kNoChoice;
  SubjectMask watched = 0;
};

// What the subjects have been given in the session.
struct Account {
  std::array<std::uint64_t, kMaxSubjects> volume_nl{};
  std::array<std::uint32_t, kMaxSubjects> rewards{};
  SubjectMask uncollected = 0;
  SubjectMask just_given = 0;  // first pulses of this step, not yet told
  SubjectIndex turn = 0;       // of contingency in_turn
  bool capped = false;         // a reward was withheld for the cap
};

// Where the order of inputs stands.
struct Order {
  Time time;
  std::uint64_t sequence = 0;
  InputKind kind = InputKind::edge;
  SourceIndex source = 0;
};

}  // namespace dyad::task
