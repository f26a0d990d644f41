// What Sensors does again and again.
#ifndef DYAD_FIRMWARE_SENSORS_STEPS_H
#define DYAD_FIRMWARE_SENSORS_STEPS_H

#include "sensors.h"

namespace dyad_firmware {

template <typename Board, typename Sink>
Ticks Sensors<Board, Sink>::run(uint8_t urgent) {
  Ticks now = board_.now();
  do {
    hurry(now, urgent);
    now = board_.now();
  } while (take_one(now));
  if (board_.raw_overrun()) resync();
  if (!reached(now, deadline_)) return now;
  deadline_ = now + kLongest;
  for (uint8_t i = 0, bit = 1; i < kInputs; ++i, bit = twice(bit)) {
    if (undecided_ & bit) settle(i, bit, now);
    hurry(board_.now(), urgent);
  }
  return now;
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
