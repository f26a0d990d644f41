// Which commands were carried out: a token is taken once and never again, and the
// host can ask what became of it.
#ifndef DYAD_FIRMWARE_TOKEN_TABLE_H
#define DYAD_FIRMWARE_TOKEN_TABLE_H

#include "protocol.h"
#include "reflex_plan.h"
#include "ticks.h"

namespace dyad_firmware {

// Tokens rise, modulo 65536, over one boot of the board.
class TokenTable {
 public:
  static const uint8_t kKept = 8;

  TokenTable() : last_(0), at_(0) {
    for (uint8_t i = 0; i < kKept; ++i) {
      entries_[i].token = 0;
      entries_[i].state = TokenState::never;
      entries_[i].active = 0;
    }
  }

  static bool newer(uint16_t token, uint16_t than) {
    return static_cast<int16_t>(token - than) > 0;
  }

  // False: not newer than every token before it. Then it must not be carried out.
  bool take(uint16_t token) {
    if (!newer(token, last_)) return false;
    last_ = token;
    set(token, TokenState::running, 0);
    return true;
  }

  void set(uint16_t token, TokenState state, Ticks active) {
    Entry* entry = find(token);
    if (entry == 0) {
      at_ = static_cast<uint8_t>(at_ + 1 == kKept ? 0 : at_ + 1);
      entry = &entries_[at_];
      entry->token = token;
    }
    entry->state = state;
    entry->active = active;
  }

  // The pulses of a reflex that did not fire.
  void refuse(const ReflexPlan& plan) {
    for (uint8_t i = 0; i < plan.subjects; ++i) {
      if (plan.pulses[i].token != 0) set(plan.pulses[i].token, TokenState::refused, 0);
    }
  }

  TokenState state(uint16_t token, Ticks& active) const {
    active = 0;
    if (newer(token, last_)) return TokenState::never;
    for (uint8_t i = 0; i < kKept; ++i) {
      if (entries_[i].token != token || entries_[i].state == TokenState::never)
        continue;
      active = entries_[i].active;
      return entries_[i].state;
    }
    return TokenState::forgotten;
  }

  uint16_t last() const { return last_; }

 private:
  struct Entry {
    uint16_t token;
    TokenState state;
    Ticks active;
  };

  Entry* find(uint16_t token) {
    for (uint8_t i = 0; i < kKept; ++i) {
      if (entries_[i].token == token && entries_[i].state != TokenState::never) {
        return &entries_[i];
      }
    }
    return 0;
  }

  Entry entries_[kKept];
  uint16_t last_;
  uint8_t at_;
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_TOKEN_TABLE_H
