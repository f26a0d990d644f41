#include "dyad/device/trained_mice.hpp"

#include <algorithm>

#include "dyad/core/assert.hpp"

namespace dyad::device {
namespace {

constexpr std::uint64_t kFirstHabitStream = 3000;

constexpr std::int64_t kTouchUs = 50'000;         // of a sensor that collects
constexpr std::int64_t kLookEveryUs = 2'000'000;  // mean, into the initiator

constexpr std::uint64_t bit(ChannelIndex channel) {
  return std::uint64_t{1} << channel;
}

Duration drawn(Random& random, std::int64_t low_ms, std::int64_t high_ms) {
  return Duration::from_us(random.between(low_ms * 1000, high_ms * 1000));
}

}  // namespace

TrainedMice::TrainedMice(const config::Rig& rig, std::vector<Habits> habits,
                         std::uint64_t seed)
    : rig_(rig), outputs_(rig, 0, seed) {
  for (Habits& each : habits) {
    DYAD_ASSERT(!each.operanda.empty(), "a mouse has nothing to poke");
    VirtualMouse pokes(each.script, seed);
    Random random(seed, kFirstHabitStream + each.script.subject);
    mice_.push_back({.habits = std::move(each), .pokes = pokes, .random = random});
    Mouse& mouse = mice_.back();
    if (mouse.habits.initiator != kNoChannel) plan_look(mouse, Time());
  }
}

Time TrainedMice::Mouse::next() const {
  return std::min({pokes.next_change(), looks_in, looks_out, collects, collected});
}

void TrainedMice::poll(Time now, Report& report) {
  if (!zones_entered_) enter_zones(report);
  for (Mouse* mouse = next_mouse(); mouse != nullptr && mouse->next() <= now;
       mouse = next_mouse()) {
    play(*mouse, report);
  }
  outputs_.poll(now, report);
}

std::optional<Time> TrainedMice::next_wakeup() const {
  Time next = outputs_.next_wakeup().value_or(Time::never());
  for (const Mouse& mouse : mice_) next = std::min(next, mouse.next());
  if (next == Time::never()) return std::nullopt;
  return next;
}

Status TrainedMice::actuate(const Command& command, Time now) {
  if (gives_water(command.kind)) {
    for (Mouse& mouse : mice_) {
      const bool mine = mouse.habits.script.subject == command.subject;
      if (!mine || mouse.habits.collector == kNoChannel) continue;
      mouse.collects = now + command.duration + drawn(mouse.random, 300, 1000);
    }
  }
  return outputs_.actuate(command, now);
}

void TrainedMice::close_outputs(Time now, Report& report) {
  outputs_.close_outputs(now, report);
}

// Somebody who is no mouse of this device poked.
void TrainedMice::observe(const Input& input, Time /*now*/) {
  const config::Channel& channel = rig_.channels.at(input.channel);
  if (!input.active || !config::is_operandum(channel.kind)) return;
  for (Mouse& mouse : mice_) {
    if (mouse.pokes.subject() == channel.subject) continue;
    mouse.pokes.partner_poked(input.time, outputs_.watermark());
  }
}

// At one instant, the first of the rig.
TrainedMice::Mouse* TrainedMice::next_mouse() {
  const auto first = std::min_element(
      mice_.begin(), mice_.end(),
      [](const Mouse& a, const Mouse& b) { return a.next() < b.next(); });
  return first == mice_.end() || first->next() == Time::never() ? nullptr : &*first;
}

// What a mouse leaves comes before what it goes to.
void TrainedMice::play(Mouse& mouse, Report& report) {
  const Time t = mouse.next();
  if (mouse.collected == t) {
    mouse.collected = Time::never();
    set(mouse.habits.collector, false, t, report);
  } else if (mouse.looks_out == t) {
    mouse.looks_out = Time::never();
    set(mouse.habits.initiator, false, t, report);
    plan_look(mouse, t);
  } else if (mouse.pokes.next_change() == t) {
    mouse.at == kNoChannel ? poke(mouse, t, report) : leave(mouse, t, report);
  } else if (mouse.looks_in == t) {
    look_in(mouse, t, report);
  } else {
    mouse.collects = Time::never();
    mouse.collected = t + Duration::from_us(kTouchUs);
    set(mouse.habits.collector, true, t, report);
  }
}

// At the session's start: no mouse pokes as early as that.
void TrainedMice::enter_zones(Report& report) {
  zones_entered_ = true;
  for (const Mouse& mouse : mice_) {
    for (const ChannelIndex zone : mouse.habits.zones) set(zone, true, Time(), report);
  }
}

void TrainedMice::poke(Mouse& mouse, Time t, Report& report) {
  const Habits& habits = mouse.habits;
  const auto count = static_cast<std::uint32_t>(habits.operanda.size());
  mouse.at = habits.operanda[count > 1 ? mouse.random.below(count) : 0];
  mouse.pokes.change();
  if (habits.hold > Duration()) {
    const std::int64_t needed_us = habits.hold.us();
    mouse.pokes.stay_until(t + Duration::from_us(mouse.random.between(
                                   (needed_us + 1) / 2, 3 * needed_us)));
  }
  if (mouse.looks_out != Time::never()) {
    mouse.looks_out = Time::never();
    set(habits.initiator, false, t, report);
    plan_look(mouse, t);
  }
  set(mouse.at, true, t, report);
  for (const ChannelIndex zone : habits.zones) set(zone, false, t, report);
  for (Mouse& other : mice_) {
    if (&other != &mouse) other.pokes.partner_poked(t);
  }
}

void TrainedMice::leave(Mouse& mouse, Time t, Report& report) {
  mouse.pokes.change();
  set(mouse.at, false, t, report);
  mouse.at = kNoChannel;
  for (const ChannelIndex zone : mouse.habits.zones) set(zone, true, t, report);
}

void TrainedMice::look_in(Mouse& mouse, Time t, Report& report) {
  mouse.looks_in = Time::never();
  if (mouse.at != kNoChannel) {
    plan_look(mouse, t);  // it is busy elsewhere
    return;
  }
  mouse.looks_out = t + mouse.habits.script.hold;
  set(mouse.habits.initiator, true, t, report);
}

void TrainedMice::plan_look(Mouse& mouse, Time after) {
  mouse.looks_in =
      after + Duration::from_us(1 + mouse.random.exponential(kLookEveryUs));
}

// One channel may serve two ends: what does not change is no edge.
void TrainedMice::set(ChannelIndex channel, bool active, Time t, Report& report) {
  if (((active_ & bit(channel)) != 0) == active) return;
  active_ ^= bit(channel);
  Input edge;
  edge.time = t;
  edge.source = 0;
  edge.sequence = ++sequence_;
  edge.channel = channel;
  edge.active = active;
  report.inputs.push_back(edge);
}

}  // namespace dyad::device
