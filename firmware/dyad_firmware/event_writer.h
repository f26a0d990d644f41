// Puts what happened into the event ring, in the bytes of docs/firmware_protocol.md.
#ifndef DYAD_FIRMWARE_EVENT_WRITER_H
#define DYAD_FIRMWARE_EVENT_WRITER_H

#include "event_ring.h"
#include "output.h"
#include "reflex_plan.h"
#include "sensors.h"

namespace dyad_firmware {

// Where there is no room, a loss is counted; its record will hold the levels of the
// inputs, which Levels has: levels().
template <typename Ring, typename Levels>
class EventWriter {
 public:
  EventWriter(Ring& ring, const Levels& levels) : ring_(ring), levels_(levels) {}

  void edge(const SensorEdge& edge, Ticks now) {
    const EventKind kind = edge.blurred ? EventKind::edge_blurred : EventKind::edge;
    const uint8_t active = edge.active ? kEventActive : 0;
    uint8_t record[5] = {first(kind, static_cast<uint8_t>(edge.input | active))};
    put_u32(record + 1, edge.time);
    push(record, sizeof record, now);
  }

  void pulse_ended(const EndedPulse& pulse, Ticks now) {
    uint8_t record[12] = {first(EventKind::pulse_ended, pulse.output)};
    put_u16(record + 1, pulse.token);
    record[3] = static_cast<uint8_t>(pulse.result);
    put_u32(record + 4, pulse.start);
    put_u32(record + 8, pulse.active);
    push(record, sizeof record, now);
  }

  void safe(SafeReason reason, Ticks now) {
    uint8_t record[6] = {first(EventKind::safe, 0), static_cast<uint8_t>(reason)};
    put_u32(record + 2, now);
    push(record, sizeof record, now);
  }

  // cleared, sync
  void instant(EventKind kind, Ticks t) {
    uint8_t record[5] = {first(kind, 0)};
    put_u32(record + 1, t);
    push(record, sizeof record, t);
  }

  void token_state(uint16_t token, TokenState state, Ticks active, Ticks now) {
    uint8_t record[8] = {first(EventKind::token_state, 0)};
    put_u16(record + 1, token);
    record[3] = static_cast<uint8_t>(state);
    put_u32(record + 4, active);
    push(record, sizeof record, now);
  }

  void armed(uint16_t trial, ArmAnswer answer, Ticks now) {
    uint8_t record[4] = {first(EventKind::armed, 0)};
    put_u16(record + 1, trial);
    record[3] = static_cast<uint8_t>(answer);
    push(record, sizeof record, now);
  }

  void reflex(const ReflexResult& result, Ticks now) {
    uint8_t record[12] = {first(EventKind::reflex, 0)};
    put_u16(record + 1, result.trial);
    record[3] = static_cast<uint8_t>(result.decision);
    put_u32(record + 4, result.first);
    put_u32(record + 8, result.last);
    push(record, sizeof record, now);
  }

  void refused(uint8_t type, RefusalReason reason, Ticks now) {
    const uint8_t record[3] = {first(EventKind::refused, 0), type,
                               static_cast<uint8_t>(reason)};
    push(record, sizeof record, now);
  }

 private:
  static uint8_t first(EventKind kind, uint8_t low) {
    return static_cast<uint8_t>(static_cast<uint8_t>(kind) << 4 | low);
  }

  void push(const uint8_t* record, uint8_t size, Ticks now) {
    ring_.push(record, size, now, levels_.levels());
  }

  Ring& ring_;
  const Levels& levels_;
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_EVENT_WRITER_H
