// Which pin is which. The table for people is in firmware/README.md.
#ifndef DYAD_FIRMWARE_BOARD_PINS_AVR_H
#define DYAD_FIRMWARE_BOARD_PINS_AVR_H

#include <avr/io.h>

#include "protocol.h"

#if F_CPU != 16000000L
#error \
    "dyad's firmware counts on a 16 MHz clock: the baud rate and the ticks depend on it"
#endif

// in0..in5 are the low six pins of one port, so that one interrupt reads all at once.
#if defined(__AVR_ATmega328P__)

#define DYAD_INPUT_PIN PINC  // A0..A5
#define DYAD_INPUT_PORT PORTC
#define DYAD_INPUT_PCMSK PCMSK1
#define DYAD_INPUT_PCIE PCIE1
#define DYAD_INPUT_VECTOR PCINT1_vect
#define DYAD_LOW_OUTPUT_PORT PORTD  // out0..out3: D4..D7
#define DYAD_LOW_OUTPUT_DDR DDRD
#define DYAD_LOW_OUTPUT_SHIFT 4
#define DYAD_HIGH_OUTPUT_PORT PORTB  // out4..out7: D8..D11
#define DYAD_HIGH_OUTPUT_DDR DDRB
#define DYAD_HIGH_OUTPUT_SHIFT 0
#define DYAD_SYNC_PORT PORTB  // D12
#define DYAD_SYNC_DDR DDRB
#define DYAD_SYNC_BIT 4
#define DYAD_RX_VECTOR USART_RX_vect
#define DYAD_UDRE_VECTOR USART_UDRE_vect
#define DYAD_BOARD_KIND BoardKind::uno

#elif defined(__AVR_ATmega2560__)

#define DYAD_INPUT_PIN PINK  // A8..A13
#define DYAD_INPUT_PORT PORTK
#define DYAD_INPUT_PCMSK PCMSK2
#define DYAD_INPUT_PCIE PCIE2
#define DYAD_INPUT_VECTOR PCINT2_vect
#define DYAD_LOW_OUTPUT_PORT PORTA  // out0..out3: D22..D25
#define DYAD_LOW_OUTPUT_DDR DDRA
#define DYAD_LOW_OUTPUT_SHIFT 0
#define DYAD_HIGH_OUTPUT_PORT PORTA  // out4..out7: D26..D29
#define DYAD_HIGH_OUTPUT_DDR DDRA
#define DYAD_HIGH_OUTPUT_SHIFT 4
#define DYAD_SYNC_PORT PORTB  // D12
#define DYAD_SYNC_DDR DDRB
#define DYAD_SYNC_BIT 6
#define DYAD_RX_VECTOR USART0_RX_vect
#define DYAD_UDRE_VECTOR USART0_UDRE_vect
#define DYAD_BOARD_KIND BoardKind::mega

#else
#error "no pins for this board: add them to board_pins_avr.h"
#endif

namespace dyad_firmware {

constexpr BoardKind kBoardKind = DYAD_BOARD_KIND;
constexpr uint8_t kInputMask = 0x3F;

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_BOARD_PINS_AVR_H
