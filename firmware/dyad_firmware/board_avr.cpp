#if defined(__AVR__)

#ifdef DYAD_FOR_SPEED  // as in dyad_firmware.ino
#pragma GCC optimize("O2")
#endif

#include "board_avr.h"

#include <avr/eeprom.h>

namespace {

uint8_t reset_flags __attribute__((section(".noinit")));
uint8_t bootloader_flags __attribute__((section(".noinit")));

// Before anything else: the watchdog that reset the board still runs. A bootloader
// clears MCUSR and may leave it in r2.
void __attribute__((naked, used, section(".init3"))) read_reset_flags() {
  __asm__ __volatile__("sts %0, r2" ::"i"(&bootloader_flags));
  reset_flags = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

const uint8_t kBits[8] = {1, 2, 4, 8, 16, 32, 64, 128};
const uint8_t kLowOutputs = 0x0F << DYAD_LOW_OUTPUT_SHIFT;
const uint8_t kHighOutputs = 0x0F << DYAD_HIGH_OUTPUT_SHIFT;

uint32_t count_boot() {
  uint32_t* const counter = 0;
  uint32_t boots = eeprom_read_dword(counter) + 1;
  if (boots == 0) boots = 1;  // a new EEPROM holds ones; no boot is 0
  eeprom_update_dword(counter, boots);
  return boots;
}

}  // namespace

namespace dyad_firmware {

void AvrBoard::begin() {
  release_all();
  boot_id_ = count_boot();
  TIMSK0 = 0;  // the Arduino core's millis(): its interrupt would delay stamps
  TCCR1A = 0;
  TCCR1B = _BV(CS11);                           // clk/8
  TIFR1 = _BV(TOV1) | _BV(OCF1A) | _BV(OCF1B);  // the Arduino core had it running
  TIMSK1 = _BV(TOIE1) | _BV(OCIE1A) | _BV(OCIE1B);
  PCICR |= _BV(DYAD_INPUT_PCIE);
  DYAD_SYNC_DDR |= _BV(DYAD_SYNC_BIT);
  UBRR0 = F_CPU / 8 / kBaud - 1;
  UCSR0A = _BV(U2X0);
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
  // Two stages of 32 ms: first the interrupt, which closes the outputs, then reset,
  // which does it where interrupts are off.
  const Atomic atomic;
  wdt_reset();
  WDTCSR = _BV(WDCE) | _BV(WDE);
  WDTCSR = _BV(WDIE) | _BV(WDE) | _BV(WDP0);
}

void AvrBoard::sleep_until(Ticks at) {
  cli();
  program_compare_a(earlier(sampler_at_, at));
  if (!stirred_ && received_.empty() && edges_.empty()) {
    sleep_enable();
    sei();  // takes effect after the next instruction: no interrupt comes between
    sleep_cpu();
    sleep_disable();
  }
  sei();
}

void AvrBoard::restart_raw_edges(Ticks& now_is, uint8_t& pins) {
  const Atomic atomic;
  RawEdge dropped;
  while (edges_.pop(dropped)) {
  }
  now_is = now();
  pins = read_inputs();
}

void AvrBoard::wake_sampler(Ticks at) {
  const Atomic atomic;
  sampler_at_ = at;
  program_compare_a(at);
}

// An instant that has passed already is compared a little later. One more than a turn
// of the counter ahead wakes the board early, which does no harm.
void AvrBoard::program_compare_a(Ticks at) {
  const Ticks soon = now() + 8;
  OCR1A = static_cast<uint16_t>(reached(soon, at) ? soon : at);
}

void AvrBoard::wake_output_timer(Ticks at) {
  const Atomic atomic;
  const Ticks soon = now() + 8;
  OCR1B = static_cast<uint16_t>(reached(soon, at) ? soon : at);
}

void AvrBoard::drive(uint8_t output, bool high) {
  const Atomic atomic;
  if (output < 4) {
    const uint8_t bit = kBits[output + DYAD_LOW_OUTPUT_SHIFT];
    if (high)
      DYAD_LOW_OUTPUT_PORT |= bit;
    else
      DYAD_LOW_OUTPUT_PORT &= static_cast<uint8_t>(~bit);
    DYAD_LOW_OUTPUT_DDR |= bit;
  } else {
    const uint8_t bit = kBits[output - 4 + DYAD_HIGH_OUTPUT_SHIFT];
    if (high)
      DYAD_HIGH_OUTPUT_PORT |= bit;
    else
      DYAD_HIGH_OUTPUT_PORT &= static_cast<uint8_t>(~bit);
    DYAD_HIGH_OUTPUT_DDR |= bit;
  }
}

void AvrBoard::release(uint8_t output) {
  const Atomic atomic;
  if (output < 4) {
    const uint8_t bit = kBits[output + DYAD_LOW_OUTPUT_SHIFT];
    DYAD_LOW_OUTPUT_DDR &= static_cast<uint8_t>(~bit);
    DYAD_LOW_OUTPUT_PORT &= static_cast<uint8_t>(~bit);
  } else {
    const uint8_t bit = kBits[output - 4 + DYAD_HIGH_OUTPUT_SHIFT];
    DYAD_HIGH_OUTPUT_DDR &= static_cast<uint8_t>(~bit);
    DYAD_HIGH_OUTPUT_PORT &= static_cast<uint8_t>(~bit);
  }
}

void AvrBoard::release_all() {
  const Atomic atomic;
  DYAD_LOW_OUTPUT_DDR &= static_cast<uint8_t>(~kLowOutputs);
  DYAD_LOW_OUTPUT_PORT &= static_cast<uint8_t>(~kLowOutputs);
  DYAD_HIGH_OUTPUT_DDR &= static_cast<uint8_t>(~kHighOutputs);
  DYAD_HIGH_OUTPUT_PORT &= static_cast<uint8_t>(~kHighOutputs);
}

void AvrBoard::drive_sync(bool high) {
  const Atomic atomic;
  if (high)
    DYAD_SYNC_PORT |= _BV(DYAD_SYNC_BIT);
  else
    DYAD_SYNC_PORT &= static_cast<uint8_t>(~_BV(DYAD_SYNC_BIT));
}

ResetCause AvrBoard::reset_cause() const {
  const bool passed_on = reset_flags == 0 && (bootloader_flags & 0xF0) == 0;
  const uint8_t flags = passed_on ? bootloader_flags : reset_flags;
  if (flags & _BV(WDRF)) return ResetCause::watchdog;
  if (flags & _BV(BORF)) return ResetCause::brown_out;
  if (flags & _BV(PORF)) return ResetCause::power_on;
  if (flags & _BV(EXTRF)) return ResetCause::external;
  return ResetCause::unknown;
}

}  // namespace dyad_firmware

#endif  // __AVR__
