#pragma once

#include <array>
#include <cstdint>

#include "dyad/core/enum_names.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad {

enum class CommandKind : std::uint8_t {
  reward,        // open a reward valve
  pulse,         // any other output: cue light, tone, sync TTL
  manual_reward  // as reward, though nobody earned it: a person gives it
};
template <>
struct EnumNames<CommandKind> {
  static constexpr std::array<std::string_view, 3> names{"reward", "pulse",
                                                         "manual_reward"};
};
constexpr bool gives_water(CommandKind kind) { return kind != CommandKind::pulse; }

// What the engine wants done. Every output is a pulse of stated length: there
// is no command that leaves a line active.
struct Command {
  Time time;  // the instant of the decision
  CommandKind kind = CommandKind::pulse;
  Token token = 0;
  TrialNumber trial = 0;
  ChannelIndex channel = kNoChannel;
  Duration duration;                  // how long the line is active
  SubjectIndex subject = kNoSubject;  // where it gives water
  std::uint32_t volume_nl = 0;        // where it gives water

  bool operator==(const Command&) const = default;
};

enum class ActuationStatus : std::uint8_t {
  done,     // the pulse ran its whole length
  cut,      // it was ended early: fault, end of session, guard
  refused,  // never begun: limits, or the device said no
  unknown   // the device was lost while it ran; never repeated
};
template <>
struct EnumNames<ActuationStatus> {
  static constexpr std::array<std::string_view, 4> names{"done", "cut", "refused",
                                                         "unknown"};
};

// What a device did about a command.
struct Actuation {
  Time time;  // when the line became active; of `refused`, when it was refused
  Token token = 0;
  ChannelIndex channel = kNoChannel;
  Duration duration;  // how long it was active, as far as known
  ActuationStatus status = ActuationStatus::done;

  bool operator==(const Actuation&) const = default;
};

}  // namespace dyad
