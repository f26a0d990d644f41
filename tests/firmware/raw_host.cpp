#include "raw_host.hpp"

#include <algorithm>

namespace dyad::firmware_test {
namespace {

constexpr std::int64_t kResend_us = 40'000;
constexpr std::int64_t kHelloPeriod_us = 100'000;

}  // namespace

std::uint16_t u16_at(const Bytes& bytes, std::size_t at) {
  return dyad_firmware::get_u16(&bytes.at(at + 1) - 1);
}
std::uint32_t u32_at(const Bytes& bytes, std::size_t at) {
  return dyad_firmware::get_u32(&bytes.at(at + 3) - 3);
}

Payload& Payload::u8(unsigned value) {
  bytes_.push_back(static_cast<std::uint8_t>(value));
  return *this;
}
Payload& Payload::u16(unsigned value) { return u8(value & 0xFFU).u8(value >> 8U); }
Payload& Payload::u32(std::uint32_t value) {
  return u16(value & 0xFFFFU).u16(value >> 16U);
}

void RawHost::connect(std::uint16_t link) {
  link_ = link;
  linked_ = false;
  commands_.clear();
  commands_sent_ = 0;
  first_command_ = 1;
  next_hello_us_ = 0;
}

void RawHost::command(MessageType type, const Bytes& payload) {
  commands_.push_back({type, payload});
}

void RawHost::send(MessageType type, std::uint16_t sequence, const Bytes& payload) {
  unsent_.push_back({type, sequence, payload});
}

void RawHost::talk() { hushed_ = false; }

void RawHost::receive(std::span<const std::uint8_t> bytes, std::int64_t now_us) {
  for (const std::uint8_t byte : bytes) {
    dyad_firmware::Frame frame{};
    if (decoder_.take(byte, frame)) take(frame, now_us);
  }
}

void RawHost::take(const dyad_firmware::Frame& frame, std::int64_t now_us) {
  BoardFrame taken{now_us, static_cast<MessageType>(frame.type), frame.sequence,
                   frame.ack, Bytes(frame.payload, frame.payload + frame.size)};
  acknowledged(frame.ack, now_us);
  switch (taken.type) {
    case MessageType::hello:
      take_hello(taken);
      hellos_.push_back(std::move(taken));
      break;
    case MessageType::pong:
      ++pongs_;
      break;
    case MessageType::status:
      statuses_.push_back(std::move(taken));
      break;
    case MessageType::events:
      take_events(taken);
      break;
    default:
      break;
  }
}

void RawHost::take_hello(const BoardFrame& frame) {
  if (link_ == 0 || linked_ || u16_at(frame.payload, 22) != link_) return;
  linked_ = true;
  next_event_ = u16_at(frame.payload, 24);
}

void RawHost::take_events(const BoardFrame& frame) {
  std::uint16_t sequence = frame.sequence;
  std::size_t at = 5;
  ack_due_ = true;
  while (at < frame.payload.size()) {
    const std::size_t size = dyad_firmware::event_size(frame.payload[at] >> 4U);
    if (size == 0 || at + size > frame.payload.size()) {
      ++gaps_;  // no such record
      return;
    }
    const auto begin = frame.payload.begin() + static_cast<std::ptrdiff_t>(at);
    Bytes record(begin, begin + static_cast<std::ptrdiff_t>(size));
    at += size;
    std::uint16_t next = static_cast<std::uint16_t>(sequence + 1);
    if (record[0] >> 4U == static_cast<unsigned>(EventKind::events_lost)) {
      next = static_cast<std::uint16_t>(u16_at(record, 1) + 1);
    }
    if (take_record(sequence, std::move(record), frame.at_us)) next_event_ = next;
    sequence = next;
  }
}

bool RawHost::take_record(std::uint16_t sequence, Bytes record, std::int64_t at_us) {
  const auto ahead = static_cast<std::int16_t>(sequence - next_event_);
  if (ahead > 0 || !linked_) ++gaps_;
  if (ahead < 0) ++repeats_;
  if (ahead != 0 || !linked_) return false;
  events_.push_back({at_us, sequence, std::move(record)});
  return true;
}

void RawHost::acknowledged(std::uint16_t ack, std::int64_t now_us) {
  if (!linked_) return;
  while (commands_sent_ > 0 && static_cast<std::int16_t>(ack - first_command_) > 0) {
    commands_.pop_front();
    --commands_sent_;
    ++first_command_;
    progress_us_ = now_us;
  }
}

void RawHost::wake(std::int64_t now_us, std::vector<std::uint8_t>& out) {
  if (hushed_) return;
  while (!unsent_.empty()) {
    const Unsent& next = unsent_.front();
    write(next.type, next.sequence, next.payload, now_us, out);
    unsent_.pop_front();
  }
  if (!linked_) return greet(now_us, out);
  send_commands(now_us, out);
  if (pinging_ && now_us >= next_ping_us_) {
    next_ping_us_ = now_us + ping_period_us_;
    write(MessageType::ping, 0, Payload().u16(++ping_id_), now_us, out);
  }
  if (ack_due_ && acknowledging_) write(MessageType::acknowledge, 0, {}, now_us, out);
  ack_due_ = false;
}

void RawHost::greet(std::int64_t now_us, std::vector<std::uint8_t>& out) {
  if (link_ == 0 || now_us < next_hello_us_) return;
  next_hello_us_ = now_us + kHelloPeriod_us;
  const Bytes payload = Payload()
                            .u8(dyad_firmware::kProtocolMajor)
                            .u8(dyad_firmware::kProtocolMinor)
                            .u16(link_);
  write(MessageType::hello_request, 0, payload, now_us, out);
}

void RawHost::send_commands(std::int64_t now_us, std::vector<std::uint8_t>& out) {
  if (commands_sent_ > 0 && now_us >= progress_us_ + kResend_us) commands_sent_ = 0;
  while (commands_sent_ < commands_.size() &&
         commands_sent_ < dyad_firmware::kCommandWindow) {
    if (commands_sent_ == 0) progress_us_ = now_us;
    const Command& command = commands_[commands_sent_];
    write(command.type, static_cast<std::uint16_t>(first_command_ + commands_sent_),
          command.payload, now_us, out);
    ++commands_sent_;
  }
}

void RawHost::write(MessageType type, std::uint16_t sequence, const Bytes& payload,
                    std::int64_t now_us, std::vector<std::uint8_t>& out) {
  dyad_firmware::FrameEncoder encoder;
  std::ranges::copy(payload, encoder.payload());
  encoder.begin(static_cast<std::uint8_t>(type), sequence,
                acknowledging_ ? next_event_ : std::uint16_t{0},
                static_cast<std::uint8_t>(payload.size()));
  while (!encoder.done()) out.push_back(encoder.next());
  last_sent_us_ = now_us;
}

std::int64_t RawHost::next_wakeup_us() const {
  if (hushed_) return kNever_us;
  if (!unsent_.empty()) return 0;
  if (!linked_) return link_ == 0 ? kNever_us : next_hello_us_;
  std::int64_t next = pinging_ ? next_ping_us_ : kNever_us;
  if (commands_sent_ > 0) next = std::min(next, progress_us_ + kResend_us);
  const bool window_open = commands_sent_ < dyad_firmware::kCommandWindow;
  return commands_sent_ < commands_.size() && window_open ? 0 : next;
}

}  // namespace dyad::firmware_test
