// What the board says of itself: the payloads of `hello` and `status`.
#ifndef DYAD_FIRMWARE_REPORTS_H
#define DYAD_FIRMWARE_REPORTS_H

#include "controller.h"

namespace dyad_firmware {

constexpr uint8_t kHelloSize = 54;
constexpr uint8_t kStatusSize = 21;

template <typename Board>
uint8_t Controller<Board>::fill_hello(uint8_t* p) {
  p[0] = kProtocolMajor;
  p[1] = kProtocolMinor;
  p[2] = static_cast<uint8_t>(board_.kind());
  p[3] = static_cast<uint8_t>(state_);
  p[4] = static_cast<uint8_t>(board_.reset_cause());
  p[5] = static_cast<uint8_t>(reason_);
  put_u32(p + 6, kTicksPerSecond);
  put_u32(p + 10, board_.boot_id());
  put_u32(p + 14, board_.build());
  put_u16(p + 18, configuration_.crc());
  put_u16(p + 20, pulses_.last_token());
  put_u16(p + 22, link_.link());
  put_u16(p + 24, events_.first());
  p[26] = kInputs;
  p[27] = kOutputs;
  for (uint8_t i = 0; i < kOutputs; ++i) put_u16(p + 28 + 2 * i, cap_ms(i));
  put_u16(p + 44, min_off_ms(0));
  put_u16(p + 46, budget_ms(0));
  put_u16(p + 48, kFlushLease_ms);
  put_u16(p + 50, kFlushCap_ms);
  put_u16(p + 52, kHostSilence_ms);
  return kHelloSize;
}

template <typename Board>
uint8_t Controller<Board>::fill_status(uint8_t* p) {
  uint16_t next;
  const Ticks complete = complete_to(next);
  put_u32(p, board_.now());
  put_u32(p + 4, complete);
  put_u16(p + 8, next);
  put_u16(p + 10, static_cast<uint16_t>(board_.boot_id()));
  p[12] = static_cast<uint8_t>(state_);
  p[13] = static_cast<uint8_t>(reason_);
  p[14] = sensors_.levels();
  p[15] = outputs().active_ones();
  glitch_input_ =
      static_cast<uint8_t>(glitch_input_ + 1 == kInputs ? 0 : glitch_input_ + 1);
  p[16] = glitch_input_;
  put_u16(p + 17, sensors_.glitches(glitch_input_));
  put_u16(p + 19, link_.frame_errors());
  return kStatusSize;
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_REPORTS_H
