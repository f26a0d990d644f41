#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "dyad/core/enum_names.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad {

enum class Outcome : std::uint8_t { coordinated, miss, aborted };
template <>
struct EnumNames<Outcome> {
  static constexpr std::array<std::string_view, 3> names{"coordinated", "miss",
                                                         "aborted"};
};

// How the engine took a response.
enum class ResponseRole : std::uint8_t {
  first,    // opened the window
  partner,  // another subject, inside the window
  repeat,   // a subject that had already responded in this window
  late,     // charged with the last miss, before the next trial began
  ignored   // in an ITI or a pause
};
template <>
struct EnumNames<ResponseRole> {
  static constexpr std::array<std::string_view, 5> names{"first", "partner", "repeat",
                                                         "late", "ignored"};
};

enum class AmbiguousReason : std::uint8_t {
  boundary,    // |Δt - W| is within the timestamps' uncertainty
  lost_input,  // the device reported lost events
  late_input   // an input came after its place in the order had passed
};
template <>
struct EnumNames<AmbiguousReason> {
  static constexpr std::array<std::string_view, 3> names{"boundary", "lost_input",
                                                         "late_input"};
};

enum class PauseReason : std::uint8_t { operator_request, device_lost };
template <>
struct EnumNames<PauseReason> {
  static constexpr std::array<std::string_view, 2> names{"operator", "device_lost"};
};

enum class EndReason : std::uint8_t { duration, max_trials, operator_request };
template <>
struct EnumNames<EndReason> {
  static constexpr std::array<std::string_view, 3> names{"duration", "max_trials",
                                                         "operator"};
};

// What the engine has to say, in the order it happened. Times inside a note are
// on the session's clock.
namespace note {

struct SessionStart {
  bool operator==(const SessionStart&) const = default;
};
struct TrialStart {
  bool operator==(const TrialStart&) const = default;
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

using Body = std::variant<SessionStart, TrialStart, WindowOpen, Response, TrialOutcome,
                          Ambiguous, ItiStart, Paused, Resumed, SessionEnd>;
// In the order of Body's alternatives.
inline constexpr std::array<std::string_view, 10> kNames{
    "session_start", "trial_start", "window_open", "response", "outcome",
    "ambiguous",     "iti_start",   "paused",      "resumed",  "session_end"};

}  // namespace note

struct Note {
  Time time;
  TrialNumber trial = 0;
  note::Body body;

  bool operator==(const Note&) const = default;
};

}  // namespace dyad
