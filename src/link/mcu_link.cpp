#include "dyad/link/mcu_link.hpp"

#include <algorithm>
#include <utility>

#include "dyad/core/assert.hpp"

namespace dyad::link {

namespace fw = dyad_firmware;
using fw::MessageType;

McuLink::McuLink(std::uint16_t link_number, LinkClient& client)
    : number_(link_number), client_(client) {
  DYAD_ASSERT(link_number != 0, "link number 0 only asks");
}

void McuLink::receive(std::span<const std::uint8_t> bytes, Time now) {
  fw::Frame frame{};
  for (const std::uint8_t byte : bytes) {
    if (!decoder_.take(byte, frame)) continue;
    ++counts_.frames;
    take(frame, now);
  }
}

void McuLink::take(const fw::Frame& frame, Time now) {
  const auto type = static_cast<MessageType>(frame.type);
  if (type == MessageType::hello) return take_hello(frame, now);
  if (!up_) return;
  heard_ = now;
  commands_.acknowledged(frame.ack, now);
  if (type == MessageType::status) take_status(frame, now);
  if (type == MessageType::events) take_events(frame);
  if (type == MessageType::pong) take_pong(frame, now);
}

void McuLink::take_hello(const fw::Frame& frame, Time now) {
  const auto hello = read_hello(frame);
  if (!hello) return;
  hello_ = *hello;
  if (hello->major != fw::kProtocolMajor) return;
  if (up_ && hello->link == number_ && hello->boot_id == boot_) return;  // a repeat
  if (up_) go_down(now);
  next_hello_ = now;  // where it does not know this link yet: tell it
  known_to_board_ = hello->link == number_;
  if (!known_to_board_) return;
  const bool same_boot = boot_ == hello->boot_id;
  if (!same_boot) next_event_ = hello->first_event;
  boot_ = hello->boot_id;
  up_ = true;
  heard_ = now;
  next_ping_ = now;
  ack_due_ = true;
  commands_.restart(frame.ack);
  client_.on_up(*hello, same_boot, now);
}

void McuLink::take_status(const fw::Frame& frame, Time now) {
  const auto status = read_status(frame);
  if (!status) return;
  if (status->boot != static_cast<std::uint16_t>(*boot_)) return go_down(now);
  if (status->next_event == next_event_) client_.on_complete_to(status->complete_to);
  client_.on_status(*status);
}

void McuLink::take_events(const fw::Frame& frame) {
  if (frame.size < 5) return;
  ack_due_ = true;
  std::span<const std::uint8_t> records(frame.payload + 5, frame.size - 5U);
  std::uint16_t number = frame.sequence;
  while (const auto event = read_event(records, number)) {
    // A record that stands for lost numbers may begin before the one expected.
    const auto behind = static_cast<std::int16_t>(next_event_ - number);
    if (behind < 0) {
      ++counts_.event_gaps;
      return;
    }
    number = event->next;
    if (static_cast<std::int16_t>(number - next_event_) <= 0) continue;  // known
    next_event_ = number;
    ++counts_.events;
    client_.on_event(event->event);
    if (!up_) return;
  }
  const bool complete = (frame.payload[0] & fw::kEventsComplete) != 0;
  if (complete && records.empty() && number == next_event_) {
    client_.on_complete_to(fw::get_u32(frame.payload + 1));
  }
}

void McuLink::take_pong(const fw::Frame& frame, Time now) {
  const auto pong = read_pong(frame);
  if (!pong) return;
  Ping& ping = pings_[pong->id % pings_.size()];
  if (!ping.waiting || ping.id != pong->id) return;  // doubled, or of another link
  ping.waiting = false;
  client_.on_ping_answered(ping.sent, pong->ticks, now);
}

void McuLink::run(Time now) {
  if (up_ && now - heard_ >= kBoardSilence) go_down(now);
  if (!up_) {
    if (now >= next_hello_) ask(now);
    return;
  }
  while (const QueuedCommand* next = commands_.next(now)) {
    send(next->type, next->sequence, next->payload);
  }
  if (now >= next_ping_) ping(now);
  if (ack_due_) send(MessageType::acknowledge, 0, {});
}

// A board that knows this link is only asked, under no number: it must not take that
// for a sign that the host can hear it, and go on as if nothing had happened.
void McuLink::ask(Time now) {
  next_hello_ = now + kHelloPeriod;
  if (boot_ && now - heard_ > kCounterLife) {
    boot_.reset();
    known_to_board_ = false;
    if (++number_ == 0) ++number_;
  }
  const std::uint16_t number = known_to_board_ ? std::uint16_t{0} : number_;
  const std::array<std::uint8_t, 4> payload{fw::kProtocolMajor, fw::kProtocolMinor,
                                            static_cast<std::uint8_t>(number),
                                            static_cast<std::uint8_t>(number >> 8U)};
  send(MessageType::hello_request, 0, payload);
}

void McuLink::ping(Time now) {
  next_ping_ = now + kPingPeriod;
  const std::uint16_t id = next_ping_id_++;
  pings_[id % pings_.size()] = {id, now, true};
  const std::array<std::uint8_t, 2> payload{static_cast<std::uint8_t>(id),
                                            static_cast<std::uint8_t>(id >> 8U)};
  send(MessageType::ping, 0, payload);
}

// Every frame acknowledges.
void McuLink::send(MessageType type, std::uint16_t sequence,
                   std::span<const std::uint8_t> payload) {
  DYAD_ASSERT(payload.size() <= fw::kMaxPayload, "a frame is too long");
  std::copy(payload.begin(), payload.end(), encoder_.payload());
  encoder_.begin(static_cast<std::uint8_t>(type), sequence, next_event_,
                 static_cast<std::uint8_t>(payload.size()));
  while (!encoder_.done()) output_.push_back(encoder_.next());
  ack_due_ = false;
}

std::vector<std::uint8_t> McuLink::take_output() { return std::exchange(output_, {}); }

Time McuLink::next_wakeup() const {
  if (!up_) return next_hello_;
  const Time silence = heard_ + kBoardSilence;
  return std::min({next_ping_, silence, commands_.next_wakeup().value_or(silence)});
}

void McuLink::command(MessageType type, std::vector<std::uint8_t> payload) {
  if (up_) commands_.push(type, std::move(payload));
}

void McuLink::emergency_stop() { send(MessageType::emergency_stop, 0, {}); }

void McuLink::port_lost(Time now) {
  output_.clear();
  decoder_ = {};
  if (up_) go_down(now);
}

void McuLink::go_down(Time now) {
  up_ = false;
  next_hello_ = now;
  commands_.restart(0);
  for (Ping& ping : pings_) ping.waiting = false;
  client_.on_down(now);
}

McuLink::Counts McuLink::counts() const {
  Counts counts = counts_;
  counts.frame_errors = decoder_.errors();
  counts.resent = commands_.resent();
  return counts;
}

}  // namespace dyad::link
