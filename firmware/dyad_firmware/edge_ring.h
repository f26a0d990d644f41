// What the pin-change interrupt saw, for the debouncers: counter and port, nothing
// decided. One interrupt writes, one level reads.
#ifndef DYAD_FIRMWARE_EDGE_RING_H
#define DYAD_FIRMWARE_EDGE_RING_H

#include <stdint.h>

namespace dyad_firmware {

struct RawEdge {
  uint16_t low;  // the counter
  uint8_t high;  // how often it had overflowed, mod 256
  uint8_t pins;  // the port
};

class EdgeRing {
 public:
  static const uint8_t kSize = 32;  // a power of two

  EdgeRing() : head_(0), tail_(0), overran_(false), guard_pins_(0), guarded_(0) {}

  // In the interrupt.
  void push(uint16_t low, uint8_t high, uint8_t pins) {
    if ((pins ^ guard_pins_) & guarded_) guarded_ = 0;
    const uint8_t head = head_;
    const uint8_t next = (head + 1) & (kSize - 1);
    if (next == tail_) {
      overran_ = true;
      guarded_ = 0;
      return;
    }
    RawEdge& edge = edges_[head];
    edge.low = low;
    edge.high = high;
    edge.pins = pins;
    head_ = next;
  }

  bool overran() const { return overran_; }
  bool empty() const { return head_ == tail_; }

  bool pop(RawEdge& edge) {
    if (empty()) return false;
    edge.low = edges_[tail_].low;
    edge.high = edges_[tail_].high;
    edge.pins = edges_[tail_].pins;
    tail_ = (tail_ + 1) & (kSize - 1);
    return true;
  }

  // Whether an edge waits that changed one of these pins; `pins`: before all of them.
  bool changes(uint8_t pins, uint8_t mask) const {
    for (uint8_t at = tail_; at != head_; at = (at + 1) & (kSize - 1)) {
      if ((edges_[at].pins ^ pins) & mask) return true;
    }
    return false;
  }

  // Whether edges found no room since the last call.
  bool take_overrun() {
    if (!overran_) return false;
    overran_ = false;
    return true;
  }

  // Guards the pins of `mask`, on which the reader knows the levels `pins`: until one
  // of them changes, or an edge finds no room. Interrupts may come at any point in it.
  void guard(uint8_t pins, uint8_t mask) {
    guarded_ = 0;
    guard_pins_ = pins;
    guarded_ = mask;
    if (overran_ || changes(pins, mask)) guarded_ = 0;
  }
  void unguard() { guarded_ = 0; }
  bool guarded() const { return guarded_ != 0; }
  // The port has still the levels that are guarded: no change waits for its interrupt.
  bool still(uint8_t port) const { return ((port ^ guard_pins_) & guarded_) == 0; }

 private:
  RawEdge edges_[kSize];
  volatile uint8_t head_;
  volatile uint8_t tail_;
  volatile bool overran_;
  volatile uint8_t guard_pins_;
  volatile uint8_t guarded_;  // 0: no guard
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_EDGE_RING_H
