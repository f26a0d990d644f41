#include "dyad/device/pulse_timer.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

namespace dyad::device {
namespace {

bool sooner(const LineSwitch& a, const LineSwitch& b) {
  return std::tie(a.due, a.active, a.channel) < std::tie(b.due, b.active, b.channel);
}

}  // namespace

void PulseTimer::Channel::pop() {
  first = (first + 1) % kMaxPulses;
  --size;
}

LineSwitch PulseTimer::Channel::next() const {
  if (active) return {index, false, on_at + front().length};
  return {index, true, std::max(front().due, free_from)};
}

void PulseTimer::add_channel(ChannelIndex channel, Duration min_gap) {
  DYAD_ASSERT(find(channel) == nullptr, "an output channel was added twice");
  Channel added;
  added.index = channel;
  added.min_gap = min_gap;
  added.free_from = Time::from_us(std::numeric_limits<std::int64_t>::min());
  channels_.push_back(added);
}

const PulseTimer::Channel* PulseTimer::find(ChannelIndex index) const {
  const auto it = std::find_if(channels_.begin(), channels_.end(),
                               [&](const Channel& c) { return c.index == index; });
  return it == channels_.end() ? nullptr : &*it;
}

PulseTimer::Channel* PulseTimer::find(ChannelIndex index) {
  return const_cast<Channel*>(std::as_const(*this).find(index));
}

Duration PulseTimer::length_of(ChannelIndex index) const {
  const Channel* channel = find(index);
  DYAD_ASSERT(channel != nullptr && channel->size > 0, "no pulse on this channel");
  return channel->front().length;
}

Status PulseTimer::start(const Command& command, Time now) {
  Channel* channel = find(command.channel);
  const std::string name = "output channel " + std::to_string(command.channel);
  if (channel == nullptr) {
    return Error{name + " is not on this device", "check the channel's \"device\""};
  }
  if (command.duration <= Duration()) {
    return Error{name + ": a pulse must last longer than 0 µs", ""};
  }
  if (channel->size == kMaxPulses) {
    return Error{
        name + ": " + std::to_string(kMaxPulses) + " pulses are waiting already",
        "shorten the pulses or space them further apart in the schedule"};
  }
  channel->at(channel->size++) = {command.token, command.duration, now};
  return Ok{};
}

std::optional<LineSwitch> PulseTimer::next_switch(Time now) const {
  std::optional<LineSwitch> best;
  for (const Channel& channel : channels_) {
    if (channel.size == 0) continue;
    const LineSwitch next = channel.next();
    if (next.due <= now && (!best || sooner(next, *best))) best = next;
  }
  return best;
}

std::optional<Actuation> PulseTimer::switched(const LineSwitch& line_switch, Time at) {
  Channel* channel = find(line_switch.channel);
  DYAD_ASSERT(channel != nullptr && channel->size > 0, "no pulse on this channel");
  DYAD_ASSERT(channel->active != line_switch.active, "the line has that level already");
  channel->active = line_switch.active;
  if (line_switch.active) {
    channel->on_at = at;
    return std::nullopt;
  }
  const Actuation ended{channel->on_at, channel->front().token, channel->index,
                        at - channel->on_at, ActuationStatus::done};
  channel->free_from = at + channel->min_gap;
  channel->pop();
  return ended;
}

bool PulseTimer::withdraw(Token token) {
  for (Channel& channel : channels_) {
    for (std::size_t i = channel.active ? 1 : 0; i < channel.size; ++i) {
      if (channel.at(i).token != token) continue;
      for (; i + 1 < channel.size; ++i) channel.at(i) = channel.at(i + 1);
      --channel.size;
      return true;
    }
  }
  return false;
}

std::optional<Time> PulseTimer::next_wakeup() const {
  std::optional<Time> soonest;
  for (const Channel& channel : channels_) {
    if (channel.size == 0) continue;
    const Time due = channel.next().due;
    if (!soonest || due < *soonest) soonest = due;
  }
  return soonest;
}

void PulseTimer::end_all(Time now, ActuationStatus running,
                         std::vector<Actuation>& ended) {
  for (Channel& channel : channels_) {
    if (channel.active) {
      ended.push_back({channel.on_at, channel.front().token, channel.index,
                       now - channel.on_at, running});
      channel.active = false;
      channel.free_from = now + channel.min_gap;
      channel.pop();
    }
    for (; channel.size > 0; channel.pop()) {
      ended.push_back({now, channel.front().token, channel.index, Duration(),
                       ActuationStatus::refused});
    }
  }
}

void PulseTimer::close_all(Time now, std::vector<Actuation>& ended) {
  end_all(now, ActuationStatus::cut, ended);
}

void PulseTimer::lose_all(Time now, std::vector<Actuation>& ended) {
  end_all(now, ActuationStatus::unknown, ended);
}

}  // namespace dyad::device
