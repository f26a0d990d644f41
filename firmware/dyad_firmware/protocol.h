// The words that host and board exchange: docs/firmware_protocol.md in constants.
// Compiled on both sides (C++11, no library). Numbers on the wire are little-endian.
// A change here changes the document and the golden frames in tests/firmware/.
#ifndef DYAD_FIRMWARE_PROTOCOL_H
#define DYAD_FIRMWARE_PROTOCOL_H

#include <stdint.h>

#include "protocol_values.h"

namespace dyad_firmware {

// The host refuses a board of another major version.
constexpr uint8_t kProtocolMajor = 1;
constexpr uint8_t kProtocolMinor = 0;

constexpr uint32_t kBaud = 500000;  // exact at 16 MHz, and one that termios knows

// One frame: COBS(type, sequence, ack, payload, CRC-16), then the delimiter 0.
constexpr uint8_t kMaxFrame = 64;      // on the wire, delimiter included
constexpr uint8_t kFrameOverhead = 9;  // COBS 1, type 1, sequence 2, ack 2, CRC 2, 0
constexpr uint8_t kMaxPayload = kMaxFrame - kFrameOverhead;

constexpr uint8_t kInputs = 6;
constexpr uint8_t kOutputs = 8;
constexpr uint8_t kValveOutputs = 4;  // out0..out3 have the limits of a valve

// Reliable commands under way at once, host to board.
constexpr uint8_t kCommandWindow = 4;

// Bounds that both sides keep. Durations of the board's clock are in ticks.
constexpr uint16_t kHostSilence_ms = 500;  // after this the board closes its valves
constexpr uint16_t kPingPeriod_ms = 50;
constexpr uint16_t kStatusPeriod_ms = 10;
constexpr uint16_t kFlushLease_ms = 250;
// A board stamps an edge at most this late, and never early. See firmware/README.md.
constexpr uint8_t kStampLateness_us = 25;

enum class MessageType : uint8_t {
  // host to board, unreliable
  hello_request = 0x01,
  ping = 0x02,
  acknowledge = 0x03,     // carries nothing but the header's ack
  emergency_stop = 0x04,  // valid in any state and at any sequence number
  // host to board, reliable: taken in the order of their sequence numbers
  configure_input = 0x10,
  configure_output = 0x11,
  start = 0x12,
  pulse = 0x13,
  flush = 0x14,
  close_outputs = 0x15,
  clear = 0x16,
  query_token = 0x17,
  sync = 0x18,
  arm = 0x19,
  disarm = 0x1A,
  // board to host
  hello = 0x81,
  pong = 0x82,
  status = 0x83,
  events = 0x84  // reliable: kept by the board until acknowledged
};
constexpr uint8_t kFirstReliableCommand = 0x10;

// The first byte of an event record: kind in the high nibble, the input or output
// in the low one.
enum class EventKind : uint8_t {
  edge = 1,          // ticks; low nibble: input, bit 3: active
  edge_blurred = 2,  // the same, found at the end of a lock-out: `reconciled`
  pulse_ended = 3,   // token, result, start ticks, active ticks
  events_lost = 4,   // last lost sequence number, ticks, levels
  safe = 5,          // reason, ticks
  cleared = 6,       // ticks
  sync = 7,          // ticks of the sync line's rise
  token_state = 8,   // token, state, active ticks
  armed = 9,         // trial, answer
  reflex = 10,       // trial, decision, first ticks, last ticks
  refused = 11       // command type, reason
};

// Bytes of a record, its first byte included; 0 for an unknown kind.
constexpr uint8_t event_size(uint8_t kind) {
  return kind == 1 || kind == 2 || kind == 6 || kind == 7 ? 5
         : kind == 3                                      ? 12
         : kind == 4                                      ? 8
         : kind == 5                                      ? 6
         : kind == 8                                      ? 8
         : kind == 9                                      ? 4
         : kind == 10                                     ? 12
         : kind == 11                                     ? 3
                                                          : 0;
}
constexpr uint8_t kMaxEventSize = 12;
constexpr uint8_t kEventActive = 0x08;  // in the first byte of an edge

// Flags of configure_input and configure_output.
constexpr uint8_t kFlagEnabled = 0x01;
constexpr uint8_t kFlagActiveLow = 0x02;
constexpr uint8_t kFlagPullUp = 0x04;

// Flags of `events`.
constexpr uint8_t kEventsComplete = 0x01;  // complete_to is valid

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_PROTOCOL_H
