#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dyad/config/interval.hpp"
#include "dyad/config/task_event.hpp"
#include "dyad/config/trial_options.hpp"
#include "dyad/config/trial_rule.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/note_words.hpp"
#include "dyad/core/time.hpp"

namespace dyad::task {

using ChannelMask = std::uint64_t;  // bit i: channel i
using SubjectMask = std::uint8_t;   // bit i: subject i
static_assert(kMaxChannels <= 64 && kMaxSubjects <= 8);

// One reward of one subject.
struct Payment {
  Duration open;                // of each pulse
  std::uint32_t volume_nl = 0;  // of each pulse; 0: none is given
  std::uint32_t permille = 1000;
  bool operator==(const Payment&) const = default;
};
using Payments = std::array<Payment, kMaxSubjects>;

// How a trial is decided and paid, resolved to indices, masks and open times.
// docs/schedule.md, "A trial", has the meaning of every member.
// On cache lines of its own: a session goes from one to the next by chance.
struct alignas(64) TrialPlan {
  struct Output {
    config::TaskEvent at = config::TaskEvent::trial_start;
    ChannelIndex channel = kNoChannel;
    Duration pulse;
    config::Barcode barcode{};          // bits > 0: in place of a pulse
    SubjectIndex subject = kNoSubject;  // none: any
    ChoiceIndex target = kNoChoice;     // none: any
    bool operator==(const Output&) const = default;
  };

  // What nearly every input asks for stands together; tables come last.
  ChannelMask operanda = 0;    // on which a response counts
  ChannelMask initiators = 0;  // of zones and poke
  ChannelMask collection = 0;  // an onset collects its subject's reward
  SubjectMask collectors = 0;  // the subjects that `collection` can tell of
  config::InitiationKind initiation = config::InitiationKind::free;
  config::ResponseKind response = config::ResponseKind::onset;
  config::Contingency contingency = config::Contingency::coordinated;
  config::RepeatResponse repeat_response = config::RepeatResponse::ignore;
  config::LateResponse late_response = config::LateResponse::drop;
  SubjectIndex leader = kNoSubject;
  bool wrong_ends_trial = false;
  bool early_ends_trial = false;
  bool catch_trial = false;
  ChannelIndex cue_channel = kNoChannel;  // of cue
  std::size_t needed = 2;
  Duration window;
  Duration response_limit{};  // zero: none
  Duration hold{};            // of held and overlap
  Duration iti_quiet{};       // zero: nothing prolongs it
  std::size_t choices = 0;
  std::size_t reinforcement = 0;  // position in the plan's
  Duration reward_delay{};
  unsigned reward_pulses = 1;
  std::vector<Output> outputs{};
  Payments rewards{};
  std::array<config::Interval, kOutcomes> iti{};  // by Outcome

  Duration zone_hold{};  // of zones
  Duration cue_pulse{};
  config::Target target{};
  Duration min_wait{};
  Duration reward_gap{};
  Duration iti_limit{};
  std::array<ChoiceIndex, kMaxChannels> choice_of = no_choice();
  // Of matrix, by the joint choice: the sum over the seats of
  // choice * (choices + 1)^seat, where withheld is the choice of number `choices`.
  std::vector<Payments> payoff{};
  std::array<Payments, kOutcomes> other_rewards{};  // by Outcome

  static constexpr std::array<ChoiceIndex, kMaxChannels> no_choice() {
    std::array<ChoiceIndex, kMaxChannels> none{};
    none.fill(kNoChoice);
    return none;
  }
};

}  // namespace dyad::task
