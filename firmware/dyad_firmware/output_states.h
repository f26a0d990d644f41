// All outputs, and questions about them.
#ifndef DYAD_FIRMWARE_OUTPUT_STATES_H
#define DYAD_FIRMWARE_OUTPUT_STATES_H

#include "output.h"

namespace dyad_firmware {

class OutputStates {
 public:
  OutputStates() {
    for (uint8_t i = 0; i < kOutputs; ++i) outputs_[i].index = i & 7;
  }

  // One bit an output.
  uint8_t active_ones() const {
    uint8_t ones = 0;
    for (uint8_t i = kOutputs; i-- > 0;) {
      ones = static_cast<uint8_t>(ones << 1 | (outputs_[i].phase == Output::active));
    }
    return ones;
  }
  bool any_waiting() const {
    for (const Output* o = outputs_; o != outputs_ + kOutputs; ++o) {
      if (o->phase == Output::waiting) return true;
    }
    return false;
  }
  bool has_token(uint8_t output, uint16_t token) const {
    return outputs_[output].phase != Output::off && outputs_[output].token == token;
  }

 protected:
  // The active one that ends first; 0: none is active.
  Output* soonest() {
    Output* found = 0;
    Ticks found_end = 0;
    for (Output* o = outputs_; o != outputs_ + kOutputs; ++o) {
      if (o->phase != Output::active) continue;
      const Ticks end = o->start + o->length;
      if (found != 0 && reached(end, found_end)) continue;
      found = o;
      found_end = end;
    }
    return found;
  }

  Output outputs_[kOutputs];
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_OUTPUT_STATES_H
