// An Arduino with an ATmega328P or ATmega2560 at 16 MHz: pins, counter, serial line,
// watchdog. All that depends on the board stands here and in board_pins_avr.h; another
// board needs another class with the same functions.
#ifndef DYAD_FIRMWARE_BOARD_AVR_H
#define DYAD_FIRMWARE_BOARD_AVR_H

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "board_pins_avr.h"
#include "byte_ring.h"
#include "edge_ring.h"
#include "protocol.h"
#include "ticks.h"

#ifndef DYAD_BUILD
#define DYAD_BUILD 0  // of the Arduino IDE, which knows no commit
#endif

namespace dyad_firmware {

class AvrBoard {
 public:
  // No interrupt comes inside; may be nested.
  class Atomic {
   public:
    Atomic() : sreg_(SREG) { cli(); }
    ~Atomic() {
      __asm__ __volatile__("" ::: "memory");
      SREG = sreg_;
    }

   private:
    uint8_t sreg_;
  };

  // The sampler's interrupt stays away inside; may be nested.
  class SampleLock {
   public:
    explicit SampleLock(AvrBoard&) {
      const Atomic atomic;
      was_ = TIMSK1 & _BV(OCIE1A);
      TIMSK1 &= static_cast<uint8_t>(~_BV(OCIE1A));
    }
    ~SampleLock() {
      const Atomic atomic;
      TIMSK1 |= was_;
    }

   private:
    uint8_t was_;
  };

  void begin();
  void sleep_until(Ticks at);  // or until an interrupt comes
  void feed_watchdog() { wdt_reset(); }
  // Nothing that was begun before this call lets the board sleep after it.
  void calm() { stirred_ = false; }

  Ticks now() const {
    const Atomic atomic;
    const uint16_t low = TCNT1;
    return static_cast<Ticks>(overflows_at(low)) << 16 | low;
  }

  // For Sensors.
  bool next_raw_edge(RawEdge& edge) { return edges_.pop(edge); }
  bool no_raw_edges() const { return edges_.empty() && !edges_.overran(); }
  bool raw_edge_waits(uint8_t pins, uint8_t mask) const {
    return edges_.changes(pins, mask);
  }
  bool raw_overrun() { return edges_.take_overrun(); }
  void restart_raw_edges(Ticks& now_is, uint8_t& pins);
  uint8_t read_inputs() const { return DYAD_INPUT_PIN & kInputMask; }
  void watch_inputs(uint8_t mask) { DYAD_INPUT_PCMSK = mask; }
  void pull_up(uint8_t input, bool on) {
    const Atomic atomic;
    const uint8_t bit = static_cast<uint8_t>(1 << input);
    DYAD_INPUT_PORT = (DYAD_INPUT_PORT & ~bit) | (on ? bit : 0);
  }
  void wake_sampler(Ticks at);

  // For Outputs: see EdgeRing.
  void guard_inputs(uint8_t pins, uint8_t mask) { edges_.guard(pins, mask); }
  void unguard_inputs() { edges_.unguard(); }
  bool inputs_guarded() const { return edges_.guarded(); }
  bool inputs_still() const { return edges_.still(read_inputs()); }
  void drive(uint8_t output, bool high);
  void release(uint8_t output);
  void wake_output_timer(Ticks at);
  void drive_sync(bool high);
  // Every output floats, so that the pull-down at each gate closes it.
  void release_all();

  // For BoardLink.
  bool read_byte(uint8_t& byte) { return received_.pop(byte); }
  bool tx_room() const { return !to_send_.full(); }
  void write_byte(uint8_t byte) {
    to_send_.push(byte);
    const Atomic atomic;
    UCSR0B |= _BV(UDRIE0);
  }

  BoardKind kind() const { return kBoardKind; }
  uint32_t boot_id() const { return boot_id_; }
  ResetCause reset_cause() const;
  uint32_t build() const { return DYAD_BUILD; }

  // The interrupts.
  void on_pin_change(uint16_t low, uint8_t pins) {
    edges_.push(low, static_cast<uint8_t>(overflows_at(low)), pins);
  }
  void on_overflow() { ++overflows_; }
  void on_received() {
    const uint8_t byte = UDR0;
    received_.push(byte);
  }
  void on_send_ready() {
    uint8_t byte;
    if (to_send_.pop(byte)) UDR0 = byte;
    if (to_send_.empty()) UCSR0B &= static_cast<uint8_t>(~_BV(UDRIE0));
  }
  void stir() { stirred_ = true; }

 private:
  // With interrupts off. The counter may have overflowed while its interrupt waits.
  uint16_t overflows_at(uint16_t low) const {
    const bool waits = (TIFR1 & _BV(TOV1)) && !(low & 0x8000);
    return static_cast<uint16_t>(overflows_ + waits);
  }
  void program_compare_a(Ticks at);

  EdgeRing edges_;
  ByteRing<64> received_;
  ByteRing<32> to_send_;
  volatile uint16_t overflows_ = 0;
  volatile bool stirred_ = false;  // sampler or output timer ran since calm()
  Ticks sampler_at_ = 0;
  uint32_t boot_id_ = 0;
};

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_BOARD_AVR_H
