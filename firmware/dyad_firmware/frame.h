// Frames into bytes and back: COBS and the CRC. Both sides (C++11, no library).
#ifndef DYAD_FIRMWARE_FRAME_H
#define DYAD_FIRMWARE_FRAME_H

#include "wire.h"

namespace dyad_firmware {

// Makes the bytes of one frame, one a call, so that a board spends little at once.
class FrameEncoder {
 public:
  FrameEncoder() : size_(0), at_(2), code_at_(0) {}

  // Where the payload of the next frame goes, up to kMaxPayload bytes. Not before the
  // last frame is done().
  uint8_t* payload() { return bytes_ + 5; }

  // `size` bytes of payload() are filled in.
  void begin(uint8_t type, uint16_t sequence, uint16_t ack, uint8_t size) {
    bytes_[0] = type;
    put_u16(bytes_ + 1, sequence);
    put_u16(bytes_ + 3, ack);
    size_ = static_cast<uint8_t>(size + 5);
    uint16_t crc = kCrcStart;
    for (uint8_t i = 0; i < size_; ++i) crc = crc16(crc, bytes_[i]);
    put_u16(bytes_ + size_, crc);
    size_ = static_cast<uint8_t>(size_ + 2);
    at_ = 0;
    code_at_ = 0;
  }

  bool done() const { return at_ == size_ + 2; }

  // The next byte of the frame; the last one is the delimiter. Not once done().
  uint8_t next() {
    const uint8_t at = at_++;
    if (at == size_ + 1) return 0;
    if (at == code_at_) {
      // A code says how many bytes follow it up to the next zero.
      uint8_t end = at;
      while (end < size_ && bytes_[end] != 0) ++end;
      code_at_ = static_cast<uint8_t>(end + 1);
      return static_cast<uint8_t>(end + 1 - at);
    }
    return bytes_[at - 1];
  }

 private:
  uint8_t bytes_[kMaxPayload + 7];
  uint8_t size_;     // of bytes_
  uint8_t at_;       // of the next byte on the wire
  uint8_t code_at_;  // of the next COBS code on the wire
};

// Takes bytes in, one a call, and finds the frames whose CRC is right. Anything else
// is dropped and counted; the next delimiter is a new beginning.
class FrameDecoder {
 public:
  FrameDecoder() : errors_(0) { restart(); }

  // True if this byte ended a frame; it is valid until the next call.
  bool take(uint8_t byte, Frame& frame) {
    if (byte == 0) return end(frame);
    if (broken_) return false;
    if (left_ == 0) {
      if (begun_ && size_ < sizeof bytes_) {
        bytes_[size_++] = 0;
      } else if (begun_) {
        broken_ = true;
      }
      begun_ = true;
      left_ = static_cast<uint8_t>(byte - 1);
      return false;
    }
    --left_;
    if (size_ == sizeof bytes_) {
      broken_ = true;
    } else {
      bytes_[size_++] = byte;
    }
    return false;
  }

  // Of frames that were not empty and not whole.
  uint16_t errors() const { return errors_; }

 private:
  void restart() {
    size_ = 0;
    left_ = 0;
    begun_ = false;
    broken_ = false;
  }

  bool end(Frame& frame) {
    const uint8_t size = size_;
    const bool empty = !begun_ && !broken_;
    const bool whole = !broken_ && left_ == 0 && size >= 7;
    restart();
    if (empty) return false;
    if (whole) {
      uint16_t crc = kCrcStart;
      for (uint8_t i = 0; i + 2 < size; ++i) crc = crc16(crc, bytes_[i]);
      if (crc == get_u16(bytes_ + size - 2)) {
        frame.type = bytes_[0];
        frame.sequence = get_u16(bytes_ + 1);
        frame.ack = get_u16(bytes_ + 3);
        frame.payload = bytes_ + 5;
        frame.size = static_cast<uint8_t>(size - 7);
        return true;
      }
    }
    ++errors_;
    return false;
  }

  uint8_t bytes_[kMaxPayload + 7];
  uint8_t size_;
  uint8_t left_;  // bytes up to the next COBS code
  bool begun_;    // a code was seen
  bool broken_;
  uint16_t errors_;
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_FRAME_H
