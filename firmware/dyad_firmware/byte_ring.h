// Bytes between an interrupt and the main level: one writes, the other reads.
#ifndef DYAD_FIRMWARE_BYTE_RING_H
#define DYAD_FIRMWARE_BYTE_RING_H

#include <stdint.h>

namespace dyad_firmware {

// Holds Size - 1 bytes; Size is a power of two.
template <uint8_t Size>
class ByteRing {
 public:
  ByteRing() : head_(0), tail_(0) {}

  // A byte that finds no room is dropped: the frame's CRC will tell.
  void push(uint8_t byte) {
    if (full()) return;
    bytes_[head_] = byte;
    head_ = (head_ + 1) & (Size - 1);
  }
  bool pop(uint8_t& byte) {
    if (empty()) return false;
    byte = bytes_[tail_];
    tail_ = (tail_ + 1) & (Size - 1);
    return true;
  }
  bool empty() const { return head_ == tail_; }
  bool full() const { return ((head_ + 1) & (Size - 1)) == tail_; }

 private:
  volatile uint8_t bytes_[Size];
  volatile uint8_t head_;
  volatile uint8_t tail_;
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_BYTE_RING_H
