#include "dyad/cli/perfect_subjects.hpp"

#include <algorithm>
#include <bit>
#include <vector>

#include "dyad/core/assert.hpp"

namespace dyad::cli::preview {
namespace {

constexpr Duration kReaction = Duration::from_ms(500);  // to a trial's opening
constexpr Duration kLag = Duration::from_ms(200);       // behind the first response
constexpr Duration kApproach = Duration::from_ms(200);  // to a zone or a lick
constexpr Duration kTouch = Duration::from_ms(50);
constexpr Duration kTick = Duration::from_ms(1);

constexpr task::ChannelMask bit(ChannelIndex channel) {
  return task::ChannelMask{1} << channel;
}

// How far the others come behind the first: late enough and in time.
Duration lag_of(const task::TrialPlan& rule) {
  Duration room = rule.window;
  if (rule.response == config::ResponseKind::overlap) room -= rule.hold;
  const Duration half = Duration::from_us(std::max<std::int64_t>(room.us() / 2, 0));
  return std::max(rule.min_wait, std::min(kLag, half));
}

Duration reaction_of(const task::TrialPlan& rule) {
  if (rule.response_limit == Duration()) return kReaction;
  const std::int64_t room_us = (rule.response_limit - rule.hold).us();
  return std::clamp(Duration::from_us(room_us / 2), kTick, kReaction);
}

}  // namespace

void PerfectSubjects::take(const Note& note) {
  if (const auto* start = std::get_if<note::TrialStart>(&note.body)) {
    conditions_ = *start;
    initiate(note.time);
  } else if (std::holds_alternative<note::Initiated>(note.body)) {
    respond(note.time);
  }
}

void PerfectSubjects::take(const Command& command) {
  if (command.kind != CommandKind::reward) return;
  const auto sensor = first_of(rule().collection, command.subject);
  if (sensor) press(command.time + command.duration + kApproach, kTouch, *sensor);
}

Time PerfectSubjects::next() const {
  return planned_.empty() ? Time::never() : planned_.begin()->first;
}

Input PerfectSubjects::pop() {
  DYAD_ASSERT(!planned_.empty(), "no edge is planned");
  Input input;
  const auto first = planned_.begin();
  input.time = first->first;
  input.source = 0;
  input.sequence = ++sequence_;
  input.channel = first->second.channel;
  input.active = first->second.active;
  planned_.erase(first);
  active_ ^= bit(input.channel);
  drop_idle();
  return input;
}

// What would change nothing: two presses of one channel may overlap.
void PerfectSubjects::drop_idle() {
  while (!planned_.empty()) {
    const Edge& edge = planned_.begin()->second;
    if (((active_ & bit(edge.channel)) != 0) != edge.active) return;
    planned_.erase(planned_.begin());
  }
}

void PerfectSubjects::initiate(Time start) {
  const task::TrialPlan& plan = rule();
  switch (plan.initiation) {
    case config::InitiationKind::free:
    case config::InitiationKind::cue:
      respond(start);
      return;
    case config::InitiationKind::poke:
      press(start + kApproach, kTouch,
            static_cast<ChannelIndex>(std::countr_zero(plan.initiators)));
      return;
    case config::InitiationKind::zones:
      // Gone in and never left again: a zone keeps nobody from an operandum.
      for (SubjectIndex i = 0; i < plan_.subjects; ++i) {
        const auto zone = first_of(plan.initiators, i);
        if (!zone || (entered_ & bit(*zone)) != 0) continue;
        planned_.emplace(start + kApproach, Edge{*zone, true});
        entered_ |= bit(*zone);
      }
  }
}

void PerfectSubjects::respond(Time open) {
  const task::TrialPlan& plan = rule();
  std::vector<SubjectIndex> order;
  if (plan.leader != kNoSubject) order.push_back(plan.leader);
  for (SubjectIndex i = 0; i < plan_.subjects; ++i) {
    const bool present = (plan_.present >> i & 1U) != 0;
    if (present && i != plan.leader) order.push_back(i);
  }
  order.resize(std::min(order.size(), plan.needed));
  const Time first = open + reaction_of(plan);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto operandum = operandum_of(order[i]);
    if (!operandum) continue;
    const Duration lag = i == 0 ? Duration() : lag_of(plan);
    // In an overlap the first holds on until the last has held long enough.
    const bool overlap = plan.response == config::ResponseKind::overlap;
    const Duration wait = overlap ? lag_of(plan) - lag : Duration();
    press(first + lag, std::max(plan.hold, kTouch) + wait + kTick, *operandum);
  }
}

void PerfectSubjects::press(Time from, Duration length, ChannelIndex channel) {
  planned_.emplace(from, Edge{channel, true});
  planned_.emplace(from + length, Edge{channel, false});
  drop_idle();
}

// As the engine finds it: docs of config::Stage::rules.
const task::TrialPlan& PerfectSubjects::rule() const {
  std::size_t index = conditions_.block == kNoBlock ? 0 : conditions_.block;
  for (std::size_t i = 0; i < plan_.factors.size(); ++i) {
    const LevelIndex level = conditions_.levels.at(i);
    index = index * plan_.factors[i].levels.size() + (level == kNoLevel ? 0 : level);
  }
  return plan_.trials.at(index);
}

std::optional<ChannelIndex> PerfectSubjects::operandum_of(SubjectIndex subject) const {
  const task::TrialPlan& plan = rule();
  task::ChannelMask channels = plan.operanda;
  for (ChannelIndex i = 0; i < kMaxChannels; ++i) {
    const bool wrong =
        conditions_.target != kNoChoice && plan.choice_of.at(i) != conditions_.target;
    if (wrong) channels &= ~bit(i);
  }
  return first_of(channels, subject);
}

std::optional<ChannelIndex> PerfectSubjects::first_of(task::ChannelMask channels,
                                                      SubjectIndex subject) const {
  for (ChannelIndex i = 0; i < kMaxChannels; ++i) {
    if ((channels & bit(i)) != 0 && plan_.subject_of.at(i) == subject) return i;
  }
  return std::nullopt;
}

}  // namespace dyad::cli::preview
