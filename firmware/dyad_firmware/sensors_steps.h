// How Sensors does it.
#ifndef DYAD_FIRMWARE_SENSORS_STEPS_H
#define DYAD_FIRMWARE_SENSORS_STEPS_H

#include "sensors.h"

namespace dyad_firmware {

template <typename Board, typename Sink>
void Sensors<Board, Sink>::configure(uint8_t input, uint8_t flags, Ticks confirm,
                                     Ticks lockout) {
  const uint8_t bit = static_cast<uint8_t>(1 << input);
  enabled_ = (flags & kFlagEnabled) ? enabled_ | bit : enabled_ & ~bit;
  inverted_ = (flags & kFlagActiveLow) ? inverted_ | bit : inverted_ & ~bit;
  board_.pull_up(input, (flags & kFlagPullUp) != 0);
  board_.watch_inputs(enabled_);
  const uint8_t now_pins = board_.read_inputs();
  pins_ = (pins_ & ~bit) | (now_pins & bit);
  const bool level = ((now_pins ^ inverted_) & bit) != 0;
  lines_[input] = Line(confirm, lockout, level);
  levels_ = level ? levels_ | bit : levels_ & ~bit;
  undecided_ &= ~bit;
}

template <typename Board, typename Sink>
Ticks Sensors<Board, Sink>::run(uint8_t urgent) {
  Ticks now = board_.now();
  do {
    if (urgent != 0) step(now, urgent);
    now = board_.now();
  } while (take_one(now));
  if (board_.raw_overrun()) resync();
  if (!reached(now, deadline_)) return now;
  deadline_ = now + kLongest;
  for (uint8_t i = 0, bit = 1; i < kInputs; ++i, bit = twice(bit)) {
    if (undecided_ & bit) settle(i, bit, now);
    if (urgent != 0) step(board_.now(), urgent);
  }
  return now;
}

template <typename Board, typename Sink>
bool Sensors<Board, Sink>::take_one(Ticks now) {
  RawEdge raw;
  if (!board_.next_raw_edge(raw)) return false;
  take(raw, widen(raw, now));
  return true;
}

template <typename Board, typename Sink>
Ticks Sensors<Board, Sink>::widen(const RawEdge& raw, Ticks now) {
  const Ticks low = raw.low | static_cast<Ticks>(raw.high) << 16;
  Ticks behind = (now - low) & 0xFFFFFF;
  if (behind & 0x800000) behind |= 0xFF000000;
  return now - behind;
}

template <typename Board, typename Sink>
void Sensors<Board, Sink>::take(const RawEdge& raw, Ticks time) {
  const uint8_t changed = static_cast<uint8_t>((raw.pins ^ pins_) & enabled_);
  const uint8_t active = static_cast<uint8_t>(raw.pins ^ inverted_);
  pins_ = raw.pins;
  for (uint8_t i = 0, bit = 1; bit <= changed; ++i, bit = twice(bit)) {
    if (!(changed & bit)) continue;
    DebouncedEdge<Ticks> edge = {0, false, false};
    if (lines_[i].on_edge(time, (active & bit) != 0, edge)) report(i, edge);
    note(i, bit);
  }
}

template <typename Board, typename Sink>
void Sensors<Board, Sink>::resync() {
  Ticks now;
  board_.restart_raw_edges(now, pins_);
  sink_.on_raw_loss(now);
  for (uint8_t i = 0, bit = 1; i < kInputs; ++i, bit = twice(bit)) {
    if (!(enabled_ & bit)) continue;
    lines_[i].resync(now, ((pins_ ^ inverted_) & bit) != 0);
    note(i, bit);
  }
}

template <typename Board, typename Sink>
void Sensors<Board, Sink>::settle(uint8_t input, uint8_t bit, Ticks now) {
  DebouncedEdge<Ticks> edge = {0, false, false};
  while (lines_[input].settle(now, edge)) report(input, edge);
  note(input, bit);
}

template <typename Board, typename Sink>
Ticks Sensors<Board, Sink>::all_due(uint8_t inputs) const {
  bool any = false;
  Ticks all = 0;
  for (uint8_t i = 0; inputs != 0; ++i, inputs >>= 1) {
    if (!(inputs & 1)) continue;
    const Ticks due = lines_[i].next_deadline();
    if (!any || reached(due, all)) all = due;
    any = true;
  }
  return all;
}

template <typename Board, typename Sink>
void Sensors<Board, Sink>::settle_all(uint8_t inputs, Ticks at) {
  for (uint8_t i = 0, bit = 1; bit <= inputs; ++i, bit = twice(bit)) {
    if (inputs & bit) settle(i, bit, at);
  }
}

template <typename Board, typename Sink>
DYAD_NOINLINE void Sensors<Board, Sink>::step(Ticks now, uint8_t urgent) {
  hurry(now, urgent);
  sink_.on_step();
}

template <typename Board, typename Sink>
void Sensors<Board, Sink>::hurry(Ticks now, uint8_t urgent) {
  const uint8_t inputs = undecided_ & urgent;
  if (inputs == 0) return;
  for (uint8_t i = 0, bit = 1; bit <= inputs; ++i, bit = twice(bit)) {
    if (!(inputs & bit) || !reached(now, lines_[i].next_deadline())) continue;
    if (!board_.raw_edge_waits(pins_, bit)) settle(i, bit, now);
  }
}

template <typename Board, typename Sink>
void Sensors<Board, Sink>::keep_time(Ticks now) {
  for (uint8_t i = 0; i < kInputs; ++i) {
    DebouncedEdge<Ticks> edge = {0, false, false};
    while (lines_[i].settle(now, edge)) report(i, edge);
  }
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_SENSORS_STEPS_H
