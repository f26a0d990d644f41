#include "dyad/cli/preview_mice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

using config::Behaviour;
using config::VirtualMouse;
using task::ChannelMask;

VirtualMouse script_of(SubjectIndex seat, Behaviour behaviour) {
  VirtualMouse script;
  script.subject = seat;
  script.behaviour = behaviour;
  script.hold = Duration::from_ms(150);
  switch (behaviour) {
    case Behaviour::poisson:
      script.mean_interval = Duration::from_ms(4000);
      break;
    case Behaviour::waiter:
      script.mean_interval = Duration::from_ms(30'000);
      script.reaction_min = Duration::from_ms(150);
      script.reaction_mean = Duration::from_ms(450);
      script.respond_permille = 900;
      break;
    case Behaviour::camper:
      // Each seat at its own pace: else all would poke as one.
      script.mean_interval = Duration::from_ms(1000 + 100 * seat);
      script.hold = Duration::from_ms(500);
      break;
  }
  return script;
}

// The channels of a seat that any of the stage's rules has among these.
template <typename Of>
std::vector<ChannelIndex> channels_of(const task::Plan& plan, SubjectIndex seat,
                                      const Of& of) {
  ChannelMask all = 0;
  for (const task::TrialPlan& rule : plan.trials) all |= of(rule);
  std::vector<ChannelIndex> channels;
  for (ChannelIndex i = 0; i < kMaxChannels; ++i) {
    if ((all >> i & 1U) != 0 && plan.subject_of.at(i) == seat) channels.push_back(i);
  }
  return channels;
}

template <typename Of>
ChannelIndex first_of(const task::Plan& plan, SubjectIndex seat, const Of& of) {
  const auto channels = channels_of(plan, seat, of);
  return channels.empty() ? kNoChannel : channels.front();
}

ChannelMask initiators_of(const task::TrialPlan& rule, config::InitiationKind kind) {
  return rule.initiation == kind ? rule.initiators : 0;
}

Duration hold_of(const task::Plan& plan) {
  Duration hold;
  for (const task::TrialPlan& rule : plan.trials) {
    if (rule.response != config::ResponseKind::onset) hold = std::max(hold, rule.hold);
  }
  return hold;
}

// Who must respond first, or the first animal.
SubjectIndex first_to_begin(const task::Plan& plan) {
  const SubjectIndex leader = plan.rule().leader;
  if (leader != kNoSubject && (plan.live >> leader & 1U) != 0) return leader;
  return static_cast<SubjectIndex>(std::countr_zero(plan.live));
}

std::string words_of(const VirtualMouse& script) {
  switch (script.behaviour) {
    case Behaviour::poisson:
      return fmt::format(
          "A poisson mouse pokes for {}, on average {} after its last poke, "
          "whatever the others do.",
          time_words(script.hold), time_words(script.mean_interval));
    case Behaviour::waiter:
      return fmt::format(
          "A waiter answers {} of the others' pokes, {} later on average "
          "and never before {}, and pokes of its own accord about {} after "
          "its last poke.",
          percent_words(script.respond_permille), time_words(script.reaction_mean),
          time_words(script.reaction_min), time_words(script.mean_interval));
    case Behaviour::camper:
      return fmt::format(
          "A camper pokes for {} and is back after {}, on each further seat "
          "0.1 s later.",
          time_words(script.hold), time_words(script.mean_interval));
  }
  return {};
}

}  // namespace

std::vector<device::Habits> habits_for(const task::Plan& plan, Behaviour behaviour) {
  std::vector<device::Habits> mice;
  const SubjectIndex first = first_to_begin(plan);
  for (SubjectIndex seat = 0; seat < plan.subjects; ++seat) {
    const auto operanda =
        channels_of(plan, seat, [](const auto& rule) { return rule.operanda; });
    if ((plan.live >> seat & 1U) == 0 || operanda.empty()) continue;
    const bool begins = behaviour == Behaviour::waiter && seat == first;
    device::Habits habits;
    habits.script = script_of(seat, begins ? Behaviour::poisson : behaviour);
    habits.operanda = operanda;
    habits.hold = hold_of(plan);
    habits.zones = channels_of(plan, seat, [](const auto& rule) {
      return initiators_of(rule, config::InitiationKind::zones);
    });
    habits.initiator = first_of(plan, seat, [](const auto& rule) {
      return initiators_of(rule, config::InitiationKind::poke);
    });
    habits.collector =
        first_of(plan, seat, [](const auto& rule) { return rule.collection; });
    mice.push_back(std::move(habits));
  }
  return mice;
}

std::string mice_words(const std::vector<device::Habits>& habits,
                       const std::vector<std::string>& seats) {
  std::vector<std::string> mice;
  for (const device::Habits& mouse : habits) {
    mice.push_back(fmt::format("{} {}", seats.at(mouse.script.subject),
                               to_text(mouse.script.behaviour)));
  }
  return fmt::format("{}", fmt::join(mice, ", "));
}

std::string behaviour_words(Behaviour behaviour) {
  const std::string text = words_of(script_of(0, behaviour));
  if (behaviour != Behaviour::waiter) return text;
  return words_of(script_of(0, Behaviour::poisson)) + " " + text;
}

}  // namespace dyad::cli::preview
