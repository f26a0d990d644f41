#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "dyad/core/ids.hpp"
#include "dyad/core/note_words.hpp"
#include "dyad/core/time.hpp"

namespace dyad {

// What the engine has to say, in the order it happened. Times inside a note are
// on the session's clock.
namespace note {

struct SessionStart {
  bool operator==(const SessionStart&) const = default;
};
// With the conditions of the trial: positions in the schedule's stage.
struct TrialStart {
  BlockIndex block = kNoBlock;
  std::array<LevelIndex, kMaxFactors> levels = no_levels();  // by factor
  ChoiceIndex target = kNoChoice;
  bool catch_trial = false;

  static constexpr std::array<LevelIndex, kMaxFactors> no_levels() {
    std::array<LevelIndex, kMaxFactors> none{};
    none.fill(kNoLevel);
    return none;
  }
  bool operator==(const TrialStart&) const = default;
};
// The trial can be responded to: where that is later than its start.
struct Initiated {
  SubjectIndex subject = kNoSubject;  // whose poke it was
  bool operator==(const Initiated&) const = default;
};
struct WindowOpen {
  SubjectIndex first = kNoSubject;
  Time closes_at;  // inclusive: a response at this very instant is in time
  bool operator==(const WindowOpen&) const = default;
};
struct Response {
  SubjectIndex subject = kNoSubject;
  ResponseRole role = ResponseRole::ignored;
  // From the first response of the window it belongs or belonged to; none
  // for `ignored` and zero for `first`.
  std::optional<Duration> dt{};
  Duration dt_uncertainty{};  // meaningful where dt is
  ChoiceIndex choice = kNoChoice;
  bool operator==(const Response&) const = default;
};
struct TrialOutcome {
  Outcome outcome = Outcome::miss;
  SubjectIndex first = kNoSubject;
  // From the trial's start to each subject's response; none: did not respond.
  // On a miss those without one are charged with it.
  std::array<std::optional<Duration>, kMaxSubjects> latency{};
  std::optional<Duration> dt;  // last needed response minus first, if all responded
  Duration dt_uncertainty;
  bool ambiguous = false;
  // Of each subject that responded, where the stage has choices.
  std::array<ChoiceIndex, kMaxSubjects> choices = no_choices();

  static constexpr std::array<ChoiceIndex, kMaxSubjects> no_choices() {
    std::array<ChoiceIndex, kMaxSubjects> none{};
    none.fill(kNoChoice);
    return none;
  }
  bool operator==(const TrialOutcome&) const = default;
};
// Marks a trial whose outcome stands but cannot be trusted. May come after the
// outcome; the outcome is never decided again.
struct Ambiguous {
  AmbiguousReason reason = AmbiguousReason::boundary;
  bool operator==(const Ambiguous&) const = default;
};
struct ItiStart {
  Time until;
  bool operator==(const ItiStart&) const = default;
};
struct Paused {
  PauseReason reason = PauseReason::operator_request;
  bool operator==(const Paused&) const = default;
};
struct Resumed {
  bool operator==(const Resumed&) const = default;
};
struct SessionEnd {
  EndReason reason = EndReason::duration;
  bool operator==(const SessionEnd&) const = default;
};

struct RewardWithheld {
  SubjectIndex subject = kNoSubject;  // none: of the whole trial
  WithheldReason reason = WithheldReason::chance;
  bool operator==(const RewardWithheld&) const = default;
};
struct ItiExtended {
  Time until;
  bool operator==(const ItiExtended&) const = default;
};

using Body = std::variant<SessionStart, TrialStart, WindowOpen, Response, TrialOutcome,
                          Ambiguous, ItiStart, Paused, Resumed, SessionEnd, Initiated,
                          RewardWithheld, ItiExtended>;
// In the order of Body's alternatives.
inline constexpr std::array<std::string_view, 13> kNames{
    "session_start", "trial_start",     "window_open", "response", "outcome",
    "ambiguous",     "iti_start",       "paused",      "resumed",  "session_end",
    "initiated",     "reward_withheld", "iti_extended"};

}  // namespace note

struct Note {
  Time time;
  TrialNumber trial = 0;
  note::Body body;

  bool operator==(const Note&) const = default;
};

}  // namespace dyad
