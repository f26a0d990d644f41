// The values that fields of messages take. Part of protocol.h.
#ifndef DYAD_FIRMWARE_PROTOCOL_VALUES_H
#define DYAD_FIRMWARE_PROTOCOL_VALUES_H

#include <stdint.h>

namespace dyad_firmware {

enum class BoardState : uint8_t { unconfigured = 0, running = 1, safe = 2 };

enum class SafeReason : uint8_t {
  none = 0,
  host_silence = 1,
  emergency_stop = 2,
  internal = 3  // the board found itself in a state nobody thought of
};

enum class ResetCause : uint8_t {
  unknown = 0,  // a bootloader cleared it
  power_on = 1,
  external = 2,  // the reset line, as when a serial port is opened
  brown_out = 3,
  watchdog = 4
};

enum class PulseResult : uint8_t {
  done = 0,
  cut = 1,             // ended early; active ticks say how long it was
  refused_state = 2,   // not running
  refused_output = 3,  // no such output, or not configured
  refused_length = 4,  // 0 or above the output's cap
  refused_budget = 5,  // the rolling open time is spent
  refused_busy = 6,    // a pulse runs or waits on this output
  refused_token = 7    // not newer than the last token: never delivered again
};

enum class TokenState : uint8_t {
  never = 0,
  running = 1,
  done = 2,
  partial = 3,
  refused = 4,
  forgotten = 5
};

enum class RefusalReason : uint8_t {
  none = 0,
  length = 1,
  state = 2,
  value = 3,
  boot_id = 4,
  configuration = 5
};

enum class ArmAnswer : uint8_t { armed = 0, late = 1, invalid = 2 };
enum class ReflexDecision : uint8_t { coordinated = 0, miss = 1, disarmed = 2 };

enum class BoardKind : uint8_t {
  unknown = 0,
  uno = 1,
  mega = 2,
  nano = 3,
  simulated = 255
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_PROTOCOL_VALUES_H
