// Event records one behind the other, around in a circle.
#ifndef DYAD_FIRMWARE_RECORD_BYTES_H
#define DYAD_FIRMWARE_RECORD_BYTES_H

#include "wire.h"

namespace dyad_firmware {

// A record is found by where its first byte lies. Knows no order: EventRing does.
class RecordBytes {
 public:
  static const uint16_t kBytes = 512;  // a power of two

  RecordBytes() : head_(0) {}

  void append(const uint8_t* record, uint8_t size) {
    for (uint8_t i = 0; i < size; ++i) {
      bytes_[head_] = record[i];
      head_ = wrap(head_ + 1);
    }
  }

  uint8_t size_at(uint16_t at) const {
    return event_size(static_cast<uint8_t>(bytes_[at] >> 4));
  }
  void copy(uint16_t at, uint8_t size, uint8_t* to) const {
    for (uint8_t i = 0; i < size; ++i) to[i] = bytes_[wrap(at + i)];
  }
  // The number of the record behind this one, which bears `number`. The record of a
  // loss stands for all numbers up to the last one lost.
  uint16_t number_after(uint16_t at, uint16_t number) const {
    if (bytes_[at] >> 4 == static_cast<uint8_t>(EventKind::events_lost)) {
      uint8_t record[3];
      copy(at, sizeof record, record);
      number = get_u16(record + 1);
    }
    return static_cast<uint16_t>(number + 1);
  }

  uint16_t head() const { return head_; }
  static uint16_t wrap(uint16_t at) { return at % kBytes; }

 private:
  uint8_t bytes_[kBytes];
  uint16_t head_;  // where the next record goes
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_RECORD_BYTES_H
