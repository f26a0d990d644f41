// What no command can exceed. Change these to fit your valves, then flash again; the
// host reads them from the board and refuses a rig file that asks for more.
#ifndef DYAD_FIRMWARE_LIMITS_H
#define DYAD_FIRMWARE_LIMITS_H

#include "protocol.h"

namespace dyad_firmware {

// Longest pulse of each output: out0..out3 are valves, out4..out7 lights and TTLs.
constexpr uint16_t cap_ms(uint8_t output) {
  return output < kValveOutputs ? 2000 : 60000;
}
// A valve stays closed this long between two pulses.
constexpr uint16_t min_off_ms(uint8_t output) { return output < kValveOutputs ? 5 : 0; }
// A valve is open at most this long in any 60 s; 0: no budget.
constexpr uint16_t budget_ms(uint8_t output) {
  return output < kValveOutputs ? 12000 : 0;
}
// A flush ends after this, however often its lease is renewed.
constexpr uint16_t kFlushCap_ms = 30000;

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_LIMITS_H
