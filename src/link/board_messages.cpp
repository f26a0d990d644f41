#include "dyad/link/board_messages.hpp"

namespace dyad::link {
namespace {

namespace fw = dyad_firmware;
using fw::get_u16;
using fw::get_u32;

constexpr std::uint8_t kHelloSize = 54;
constexpr std::uint8_t kStatusSize = 21;
constexpr std::uint8_t kPongSize = 6;

// An enumeration on the wire; a number that no board sends is none of its values.
template <typename E>
bool read_enum(std::uint8_t byte, E last, E& value) {
  if (byte > static_cast<std::uint8_t>(last)) return false;
  value = static_cast<E>(byte);
  return true;
}

using Bytes = const std::uint8_t*;

std::optional<BoardEvent> read_edge(Bytes p, bool blurred) {
  const unsigned input = p[0] & 0x07U;
  if (input >= fw::kInputs) return std::nullopt;
  return EdgeEvent{input, (p[0] & fw::kEventActive) != 0, blurred, get_u32(p + 1)};
}

std::optional<BoardEvent> read_pulse_ended(Bytes p) {
  PulseEndedEvent event{
      .output = p[0] & 0x0FU,
      .token = get_u16(p + 1),
      .result = fw::PulseResult::done,
      .start = get_u32(p + 4),
      .active = get_u32(p + 8),
  };
  if (!read_enum(p[3], fw::PulseResult::refused_token, event.result)) return {};
  return event;
}

std::optional<BoardEvent> read_safe(Bytes p) {
  SafeEvent event{.reason = fw::SafeReason::none, .ticks = get_u32(p + 2)};
  if (!read_enum(p[1], fw::SafeReason::internal, event.reason)) return {};
  return event;
}

std::optional<BoardEvent> read_token_state(Bytes p) {
  TokenStateEvent event{get_u16(p + 1), fw::TokenState::never, get_u32(p + 4)};
  if (!read_enum(p[3], fw::TokenState::forgotten, event.state)) return {};
  return event;
}

std::optional<BoardEvent> read_armed(Bytes p) {
  ArmedEvent event{get_u16(p + 1), fw::ArmAnswer::armed};
  if (!read_enum(p[3], fw::ArmAnswer::invalid, event.answer)) return {};
  return event;
}

std::optional<BoardEvent> read_reflex(Bytes p) {
  ReflexEvent event{get_u16(p + 1), fw::ReflexDecision::miss, get_u32(p + 4),
                    get_u32(p + 8)};
  if (!read_enum(p[3], fw::ReflexDecision::disarmed, event.decision)) return {};
  return event;
}

std::optional<BoardEvent> read_refused(Bytes p) {
  RefusedEvent event{p[1], fw::RefusalReason::none};
  if (!read_enum(p[2], fw::RefusalReason::configuration, event.reason)) return {};
  return event;
}

std::optional<BoardEvent> read_record(Bytes p, std::uint16_t number) {
  switch (static_cast<fw::EventKind>(p[0] >> 4U)) {
    case fw::EventKind::edge:
      return read_edge(p, false);
    case fw::EventKind::edge_blurred:
      return read_edge(p, true);
    case fw::EventKind::pulse_ended:
      return read_pulse_ended(p);
    case fw::EventKind::events_lost:
      return EventsLostEvent{number, get_u16(p + 1), get_u32(p + 3), p[7]};
    case fw::EventKind::safe:
      return read_safe(p);
    case fw::EventKind::cleared:
      return ClearedEvent{get_u32(p + 1)};
    case fw::EventKind::sync:
      return SyncEvent{get_u32(p + 1)};
    case fw::EventKind::token_state:
      return read_token_state(p);
    case fw::EventKind::armed:
      return read_armed(p);
    case fw::EventKind::reflex:
      return read_reflex(p);
    case fw::EventKind::refused:
      return read_refused(p);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Hello> read_hello(const fw::Frame& frame) {
  if (frame.size < kHelloSize) return std::nullopt;
  Bytes p = frame.payload;
  Hello hello;
  hello.major = p[0];
  hello.minor = p[1];
  // A board or a cause of a later minor version may have a number unknown here.
  (void)read_enum(p[2], fw::BoardKind::simulated, hello.board);
  if (!read_enum(p[3], fw::BoardState::safe, hello.state)) return std::nullopt;
  (void)read_enum(p[4], fw::ResetCause::watchdog, hello.reset_cause);
  (void)read_enum(p[5], fw::SafeReason::internal, hello.reason);
  hello.ticks_per_second = get_u32(p + 6);
  hello.boot_id = get_u32(p + 10);
  hello.build = get_u32(p + 14);
  hello.configuration_crc = get_u16(p + 18);
  hello.last_token = get_u16(p + 20);
  hello.link = get_u16(p + 22);
  hello.first_event = get_u16(p + 24);
  hello.inputs = p[26];
  hello.outputs = p[27];
  for (unsigned i = 0; i < fw::kOutputs; ++i) hello.cap_ms[i] = get_u16(p + 28 + 2 * i);
  hello.min_off_ms = get_u16(p + 44);
  hello.budget_ms = get_u16(p + 46);
  hello.flush_lease_ms = get_u16(p + 48);
  hello.flush_cap_ms = get_u16(p + 50);
  hello.host_silence_ms = get_u16(p + 52);
  return hello;
}

std::optional<BoardStatus> read_status(const fw::Frame& frame) {
  if (frame.size < kStatusSize) return std::nullopt;
  Bytes p = frame.payload;
  BoardStatus status;
  status.ticks = get_u32(p);
  status.complete_to = get_u32(p + 4);
  status.next_event = get_u16(p + 8);
  status.boot = get_u16(p + 10);
  if (!read_enum(p[12], fw::BoardState::safe, status.state)) return std::nullopt;
  (void)read_enum(p[13], fw::SafeReason::internal, status.reason);
  status.levels = p[14];
  status.outputs = p[15];
  status.glitch_input = p[16];
  status.glitches = get_u16(p + 17);
  status.frame_errors = get_u16(p + 19);
  return status;
}

std::optional<Pong> read_pong(const fw::Frame& frame) {
  if (frame.size < kPongSize) return std::nullopt;
  return Pong{get_u16(frame.payload), get_u32(frame.payload + 2)};
}

std::optional<NumberedEvent> read_event(std::span<const std::uint8_t>& records,
                                        std::uint16_t number) {
  if (records.empty()) return std::nullopt;
  const std::uint8_t size = fw::event_size(static_cast<std::uint8_t>(records[0] >> 4U));
  if (size == 0 || size > records.size()) return std::nullopt;
  const auto event = read_record(records.data(), number);
  if (!event) return std::nullopt;
  records = records.subspan(size);
  const auto* lost = std::get_if<EventsLostEvent>(&*event);
  const std::uint16_t last = lost != nullptr ? lost->last : number;
  return NumberedEvent{number, static_cast<std::uint16_t>(last + 1), *event};
}

}  // namespace dyad::link
