#pragma once

#include <cstdint>
#include <vector>

#include "firmware/hosted_controller.hpp"
#include "fuzz/must.hpp"

namespace dyad::fuzz {

using dyad_firmware::EventKind;
using dyad_firmware::MessageType;
using firmware_test::OwnedFrame;

// Reads what the board sends, as a host that loses nothing, and holds it to the
// document.
class BoardJudge {
 public:
  void take(const OwnedFrame& frame) {
    next_command_ = frame.ack;
    switch (static_cast<MessageType>(frame.type)) {
      case MessageType::hello:
        return take_hello(frame);
      case MessageType::pong:
        return must(frame.payload.size() == 6, "size of pong");
      case MessageType::status:
        return take_status(frame);
      case MessageType::events:
        return take_events(frame);
      default:
        must(false, "a board sends hello, pong, status and events");
    }
  }

  // The host has acknowledged what it never had: from here on events may be missing.
  void excuse_gaps() { excused_ = true; }

  std::uint16_t next_event() const {
    return next_event_;
  }  // what the host acknowledges
  std::uint16_t next_command() const { return next_command_; }
  std::uint16_t configuration_crc() const { return configuration_crc_; }
  unsigned hellos() const { return hellos_; }
  bool has_all() const { return excused_ || board_next_ == next_event_; }

 private:
  static bool before(std::uint16_t a, std::uint16_t b) {
    return static_cast<std::int16_t>(a - b) < 0;
  }

  void take_hello(const OwnedFrame& frame) {
    must(frame.payload.size() == dyad_firmware::kHelloSize, "size of hello");
    ++hellos_;
    configuration_crc_ = frame.u16(18);
    // A new link has forgotten events.
    if (before(next_event_, frame.u16(24))) next_event_ = frame.u16(24);
  }

  void take_status(const OwnedFrame& frame) {
    must(frame.payload.size() == dyad_firmware::kStatusSize, "size of status");
    must(frame.payload[12] <= 2 && frame.payload[13] <= 3, "state and reason");
    must(frame.payload[12] == 1 || frame.payload[15] == 0, "active only while running");
    complete(frame.u32(4), frame.u16(8));
    board_next_ = frame.u16(8);
  }

  void take_events(const OwnedFrame& frame) {
    must(frame.payload.size() > 5 && frame.payload[0] <= 1, "events has records");
    must(excused_ || !before(next_event_, frame.sequence), "no event is passed over");
    std::uint16_t number = frame.sequence;
    for (std::size_t at = 5; at < frame.payload.size(); ++number) {
      const auto kind = static_cast<std::uint8_t>(frame.payload[at] >> 4);
      const std::size_t size = dyad_firmware::event_size(kind);
      must(size != 0 && at + size <= frame.payload.size(), "records are whole");
      if (!before(number, next_event_)) take_record(frame, at, number);
      if (kind == static_cast<std::uint8_t>(EventKind::events_lost)) {
        must(!before(frame.u16(at + 1), number), "a loss is of one event or more");
        number = frame.u16(at + 1);
      }
      at += size;
    }
    if (before(next_event_, number)) next_event_ = number;
    if (frame.payload[0] == 1) complete(frame.u32(1), number);
  }

  void take_record(const OwnedFrame& frame, std::size_t at, std::uint16_t number) {
    const auto kind = static_cast<EventKind>(frame.payload[at] >> 4);
    if (kind != EventKind::edge && kind != EventKind::edge_blurred) return;
    must((frame.payload[at] & 7) < dyad_firmware::kInputs, "an edge is of an input");
    if (!complete_known_ || before(number, complete_number_)) return;
    const auto after = static_cast<std::int32_t>(frame.u32(at + 1) - complete_to_);
    must(after >= 0, "no edge is older than complete_to");
  }

  void complete(std::uint32_t to, std::uint16_t number) {
    if (complete_known_) {
      must(static_cast<std::int32_t>(to - complete_to_) >= 0, "complete_to rises");
    }
    complete_known_ = true;
    complete_to_ = to;
    complete_number_ = number;
  }

  std::uint16_t next_event_ = 1;
  std::uint16_t board_next_ = 1;
  std::uint16_t next_command_ = 1;
  std::uint16_t configuration_crc_ = 0;
  unsigned hellos_ = 0;
  bool excused_ = false;
  bool complete_known_ = false;
  std::uint32_t complete_to_ = 0;
  std::uint16_t complete_number_ = 0;
};

}  // namespace dyad::fuzz
