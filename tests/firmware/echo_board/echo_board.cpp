// The harness's own test firmware: small, and each of its habits on purpose. It echoes
// every byte; it stamps edges of the inputs; and some bytes make it do more, below.
//   'R' reset causes and the count of starts in EEPROM, sent at each start
//   'E' inputs, low and high byte of timer 1 (16 MHz), sent at each edge
#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/delay.h>

namespace {

volatile uint8_t edge_inputs;
volatile uint16_t edge_stamp;
volatile bool edge_seen;
volatile uint8_t received[8];
volatile uint8_t received_count;
uint8_t obeyed_count;
bool kicking;

void put(uint8_t byte) {
  while (!(UCSR0A & _BV(UDRE0))) {
  }
  UDR0 = byte;
}

void start_up() {
  const uint8_t causes = MCUSR;
  MCUSR = 0;
  wdt_disable();
  DDRD = 0xF0;
  DDRB = 0x1F;
  PORTC = 0x3F;  // pull-ups
  UBRR0 = 3;     // 500,000 baud
  UCSR0A = _BV(U2X0);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
  TCCR1A = 0;
  TCCR1B = _BV(CS10);
  PCMSK1 = 0x3F;
  PCICR = _BV(PCIE1);
  const uint8_t starts = static_cast<uint8_t>(eeprom_read_byte(0) + 1);
  eeprom_write_byte(0, starts);
  sei();
  put('R');
  put(causes);
  put(starts);
}

void obey(uint8_t byte) {
  if (byte == 'h') PORTB |= _BV(4);  // sync line high
  if (byte == 'f') DDRB = 0;         // let the pins of port B float
  if (byte == 'w') {                 // watchdog: interrupt after 16 ms, then reset
    cli();
    WDTCSR = _BV(WDCE) | _BV(WDE);
    WDTCSR = _BV(WDIE) | _BV(WDE);
    sei();
    kicking = true;
  }
  if (byte == 'b') {  // stays busy
    for (;;) {
      PORTB ^= _BV(0);
    }
  }
  if (byte == 'l') {  // late for the next bytes
    cli();
    _delay_us(65);
    sei();
  }
  if (byte == 'd') {  // sleeps with interrupts off: only a watchdog or reset helps
    cli();
    sleep_cpu();
  }
}

void work() {
  if (obeyed_count != received_count) {
    const uint8_t byte = received[obeyed_count++ % 8];
    put(byte);
    obey(byte);
  }
  if (edge_seen) {
    cli();
    edge_seen = false;
    const uint8_t inputs = edge_inputs;
    const uint16_t stamp = edge_stamp;
    sei();
    put('E');
    put(inputs);
    put(static_cast<uint8_t>(stamp));
    put(static_cast<uint8_t>(stamp >> 8));
  }
}

}  // namespace

ISR(PCINT1_vect) {
  edge_stamp = TCNT1;
  edge_inputs = PINC & 0x3F;
  edge_seen = true;
  // Output 0 follows input 0.
  if (edge_inputs & 1) {
    PORTD |= _BV(4);
  } else {
    PORTD &= static_cast<uint8_t>(~_BV(4));
  }
}

ISR(USART_RX_vect) {
  received[received_count % 8] = UDR0;
  received_count = static_cast<uint8_t>(received_count + 1);
}

// Output 7 tells that the first stage has come.
ISR(WDT_vect) { PORTB |= _BV(3); }

int main() {
  start_up();
  set_sleep_mode(SLEEP_MODE_IDLE);
  sleep_enable();
  for (;;) {
    work();
    if (kicking) {
      wdt_reset();
      TCCR0B = _BV(CS01);  // a tick to wake up by: 128 us
      TIMSK0 = _BV(TOIE0);
    }
    cli();
    if (obeyed_count == received_count && !edge_seen) {
      sei();
      sleep_cpu();
    }
    sei();
  }
}

EMPTY_INTERRUPT(TIMER0_OVF_vect)
