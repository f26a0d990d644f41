// dyad's firmware: reads nose pokes and levers, stamps and debounces them, and drives
// valves, lights and TTLs for the dyad daemon. firmware/README.md has wiring and
// flashing, docs/firmware_protocol.md what goes over the line.
// dyad's own build is for speed, the Arduino IDE's for size: see firmware/CMakeLists.txt.
#ifdef DYAD_FOR_SPEED
#pragma GCC optimize("O2", "inline-limit=8")
#endif

#include "board_avr.h"
#include "controller.h"

using dyad_firmware::AvrBoard;
using dyad_firmware::Controller;

// An interrupt has no argument: these two are the program's only globals.
static AvrBoard board;
static Controller<AvrBoard> controller(board);

void setup() { board.begin(); }

void loop() {
  board.feed_watchdog();
  board.calm();
  if (!controller.serve()) board.sleep_until(controller.next_wakeup());
}

// The pins first: an edge that comes between the two has an interrupt of its own.
ISR(DYAD_INPUT_VECTOR) {
  const uint8_t pins = DYAD_INPUT_PIN;
  const uint16_t low = TCNT1;
  board.on_pin_change(low, pins);
}

ISR(TIMER1_OVF_vect) { board.on_overflow(); }
ISR(DYAD_RX_VECTOR) { board.on_received(); }
ISR(DYAD_UDRE_VECTOR) { board.on_send_ready(); }

// The sampler and the end of pulses take longer than a stamp may wait: they let other
// interrupts in, but never the sampler.
ISR(TIMER1_COMPA_vect) {
  TIMSK1 &= static_cast<uint8_t>(~_BV(OCIE1A));
  sei();
  controller.sample();
  board.stir();
  cli();
  TIMSK1 |= _BV(OCIE1A);
}

ISR(TIMER1_COMPB_vect) {
  const uint8_t mask = TIMSK1;
  TIMSK1 = _BV(TOIE1);
  sei();
  controller.expire_outputs();
  board.stir();
  cli();
  TIMSK1 = mask;
}

// First stage of the watchdog: the program hangs. Nothing stays open; the second stage
// resets the board.
ISR(WDT_vect) {
  board.release_all();
  for (;;) {
  }
}
