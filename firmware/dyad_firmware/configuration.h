// A checksum of how the host has configured the board, so that both can tell whether
// they mean the same.
#ifndef DYAD_FIRMWARE_CONFIGURATION_H
#define DYAD_FIRMWARE_CONFIGURATION_H

#include "frame.h"

namespace dyad_firmware {

// Inputs are items 0 to kInputs - 1, outputs come after them. An item is the payload
// of its last configure command; one that was never configured counts as 0.
class Configuration {
 public:
  Configuration() {
    for (uint8_t i = 0; i < kItems; ++i) items_[i] = 0;
  }

  void set_input(uint8_t input, const uint8_t* payload, uint8_t size) {
    items_[input] = crc_of(payload, size);
  }
  void set_output(uint8_t output, const uint8_t* payload, uint8_t size) {
    items_[kInputs + output] = crc_of(payload, size);
  }

  uint16_t crc() const {
    uint16_t crc = kCrcStart;
    for (uint8_t i = 0; i < kItems; ++i) {
      crc = crc16(crc, static_cast<uint8_t>(items_[i]));
      crc = crc16(crc, static_cast<uint8_t>(items_[i] >> 8));
    }
    return crc;
  }

 private:
  static const uint8_t kItems = kInputs + kOutputs;

  static uint16_t crc_of(const uint8_t* bytes, uint8_t size) {
    uint16_t crc = kCrcStart;
    for (uint8_t i = 0; i < size; ++i) crc = crc16(crc, bytes[i]);
    return crc;
  }

  uint16_t items_[kItems];
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_CONFIGURATION_H
