// What a frame holds, its checksum, and numbers as they stand on the wire.
#ifndef DYAD_FIRMWARE_WIRE_H
#define DYAD_FIRMWARE_WIRE_H

#include "protocol.h"

namespace dyad_firmware {

// CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, most significant bit first.
inline uint16_t crc16(uint16_t crc, uint8_t byte) {
  uint8_t x = static_cast<uint8_t>((crc >> 8) ^ byte);
  x = static_cast<uint8_t>(x ^ (x >> 4));
  return static_cast<uint16_t>((crc << 8) ^ (static_cast<uint16_t>(x) << 12) ^
                               (static_cast<uint16_t>(x) << 5) ^ x);
}
constexpr uint16_t kCrcStart = 0xFFFF;

// A frame without its wrapping. The payload belongs to whoever made it.
struct Frame {
  uint8_t type;
  uint16_t sequence;
  uint16_t ack;
  const uint8_t* payload;
  uint8_t size;  // of the payload, <= kMaxPayload
};

inline void put_u16(uint8_t* to, uint16_t value) {
  to[0] = static_cast<uint8_t>(value);
  to[1] = static_cast<uint8_t>(value >> 8);
}
inline void put_u32(uint8_t* to, uint32_t value) {
  put_u16(to, static_cast<uint16_t>(value));
  put_u16(to + 2, static_cast<uint16_t>(value >> 16));
}
inline uint16_t get_u16(const uint8_t* from) {
  return static_cast<uint16_t>(from[0] | (static_cast<uint16_t>(from[1]) << 8));
}
inline uint32_t get_u32(const uint8_t* from) {
  return get_u16(from) | (static_cast<uint32_t>(get_u16(from + 2)) << 16);
}

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_WIRE_H
