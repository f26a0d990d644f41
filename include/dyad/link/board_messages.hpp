#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "dyad_firmware/protocol.h"
#include "dyad_firmware/wire.h"

// What a board says, from bytes to structs: docs/firmware_protocol.md. Times are ticks
// of the board's 32-bit counter.
namespace dyad::link {

struct Hello {
  unsigned major = 0;
  unsigned minor = 0;
  dyad_firmware::BoardKind board = dyad_firmware::BoardKind::unknown;
  dyad_firmware::BoardState state = dyad_firmware::BoardState::unconfigured;
  dyad_firmware::ResetCause reset_cause = dyad_firmware::ResetCause::unknown;
  dyad_firmware::SafeReason reason = dyad_firmware::SafeReason::none;
  std::uint32_t ticks_per_second = 0;
  std::uint32_t boot_id = 0;
  std::uint32_t build = 0;  // first digits of the firmware's commit; 0: unknown
  std::uint16_t configuration_crc = 0;
  std::uint16_t last_token = 0;
  std::uint16_t link = 0;
  std::uint16_t first_event = 0;  // number of the oldest it keeps
  unsigned inputs = 0;
  unsigned outputs = 0;
  std::array<std::uint16_t, dyad_firmware::kOutputs> cap_ms{};
  std::uint16_t min_off_ms = 0;
  std::uint16_t budget_ms = 0;  // of a valve, in 60 s
  std::uint16_t flush_lease_ms = 0;
  std::uint16_t flush_cap_ms = 0;
  std::uint16_t host_silence_ms = 0;
};

struct BoardStatus {
  std::uint32_t ticks = 0;
  std::uint32_t complete_to = 0;  // every older event has a number below next_event
  std::uint16_t next_event = 0;
  std::uint16_t boot = 0;  // the low half of the boot id
  dyad_firmware::BoardState state = dyad_firmware::BoardState::unconfigured;
  dyad_firmware::SafeReason reason = dyad_firmware::SafeReason::none;
  std::uint8_t levels = 0;   // a bit an input, as reported
  std::uint8_t outputs = 0;  // a bit an output: active
  unsigned glitch_input = 0;
  std::uint16_t glitches = 0;      // of that input, modulo 65536
  std::uint16_t frame_errors = 0;  // that the board has seen
};

struct Pong {
  std::uint16_t id = 0;
  std::uint32_t ticks = 0;
};

struct EdgeEvent {
  unsigned input = 0;
  bool active = false;
  bool blurred = false;
  std::uint32_t ticks = 0;
};
struct PulseEndedEvent {
  unsigned output = 0;
  std::uint16_t token = 0;
  dyad_firmware::PulseResult result = dyad_firmware::PulseResult::done;
  std::uint32_t start = 0;
  std::uint32_t active = 0;
};
struct EventsLostEvent {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  std::uint32_t ticks = 0;  // the levels are those of this instant
  std::uint8_t levels = 0;
};
struct SafeEvent {
  dyad_firmware::SafeReason reason = dyad_firmware::SafeReason::none;
  std::uint32_t ticks = 0;
};
struct ClearedEvent {
  std::uint32_t ticks = 0;
};
struct SyncEvent {
  std::uint32_t ticks = 0;
};
struct TokenStateEvent {
  std::uint16_t token = 0;
  dyad_firmware::TokenState state = dyad_firmware::TokenState::never;
  std::uint32_t active = 0;
};
struct ArmedEvent {
  std::uint16_t trial = 0;
  dyad_firmware::ArmAnswer answer = dyad_firmware::ArmAnswer::armed;
};
struct ReflexEvent {
  std::uint16_t trial = 0;
  dyad_firmware::ReflexDecision decision = dyad_firmware::ReflexDecision::miss;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};
struct RefusedEvent {
  std::uint8_t type = 0;
  dyad_firmware::RefusalReason reason = dyad_firmware::RefusalReason::none;
};

using BoardEvent =
    std::variant<EdgeEvent, PulseEndedEvent, EventsLostEvent, SafeEvent, ClearedEvent,
                 SyncEvent, TokenStateEvent, ArmedEvent, ReflexEvent, RefusedEvent>;

// One record of an `events` frame.
struct NumberedEvent {
  std::uint16_t number = 0;
  std::uint16_t next = 0;  // the number of the record behind it
  BoardEvent event;
};

// None where the payload is too short or holds what no board sends.
std::optional<Hello> read_hello(const dyad_firmware::Frame& frame);
std::optional<BoardStatus> read_status(const dyad_firmware::Frame& frame);
std::optional<Pong> read_pong(const dyad_firmware::Frame& frame);

// Takes the next record off `records`; `number` is its own. None where there is no
// whole record of a known kind left; then `records` is as it was.
std::optional<NumberedEvent> read_event(std::span<const std::uint8_t>& records,
                                        std::uint16_t number);

}  // namespace dyad::link
