#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "firmware/hosted_controller.hpp"

namespace dyad::firmware_test {

using dyad_firmware::EventKind;
using dyad_firmware::MessageType;
using dyad_firmware::put_u16;
using dyad_firmware::put_u32;
using dyad_firmware::ticks_of_ms;
using Bytes = std::vector<std::uint8_t>;

inline constexpr std::uint16_t kLink = 0x2A17;

// A host that loses nothing: pings, acknowledges, keeps every event record.
class PortableController : public ::testing::Test {
 protected:
  void connect(std::uint16_t link = kLink) {
    Bytes payload{1, 0, 0, 0};
    put_u16(&payload[2], link);
    hosted_.send(MessageType::hello_request, 0, 0, payload);
    hosted_.run_ms(3);
    collect();
  }
  void command(MessageType type, const Bytes& payload) {
    hosted_.send(type, next_command_++, next_event_, payload);
    run_ms(3);
  }
  void configure(std::uint8_t inputs = 1) {
    for (std::uint8_t i = 0; i < inputs; ++i) {
      Bytes input{i, 1, 0, 0, 0, 0, 0, 0, 0, 0};
      put_u32(&input[2], ticks_of_ms(5));
      put_u32(&input[6], ticks_of_ms(50));
      command(MessageType::configure_input, input);
    }
    for (std::uint8_t i = 0; i < dyad_firmware::kOutputs; ++i) {
      command(MessageType::configure_output, {i, 1});
    }
    connect();
    Bytes start(6);
    put_u32(&start[0], HostBoard::kBootId);
    put_u16(&start[4], hello_.u16(18));
    command(MessageType::start, start);
  }
  // Inputs 0 and 1 for one subject each, outputs 0 and 1 for 10 ms.
  void arm(std::uint16_t trial, std::uint16_t first_token) {
    Bytes payload(28);
    put_u16(&payload[0], trial);
    put_u32(&payload[2], hosted_.board.now());
    put_u32(&payload[6], ticks_of_ms(750));
    payload[11] = 2;
    for (std::uint8_t i = 0; i < 2; ++i) {
      std::uint8_t* subject = &payload[12 + 8U * i];
      subject[0] = static_cast<std::uint8_t>(1 << i);
      subject[1] = i;
      put_u16(subject + 2, static_cast<std::uint16_t>(first_token + i));
      put_u32(subject + 4, ticks_of_ms(10));
    }
    command(MessageType::arm, payload);
  }
  void pulse(std::uint16_t token, std::uint8_t output, std::uint32_t ms) {
    Bytes payload(7);
    put_u16(&payload[0], token);
    payload[2] = output;
    put_u32(&payload[3], ticks_of_ms(ms));
    command(MessageType::pulse, payload);
  }
  // With a ping each 50 ms, or a host that has fallen silent.
  void run_ms(unsigned ms, bool silent = false) {
    for (unsigned i = 0; i < ms; ++i) {
      if (!silent && i % 50 == 0) {
        hosted_.send(MessageType::ping, 0, next_event_, {1, 0});
      }
      hosted_.run_ms(1);
      collect();
    }
  }
  void collect() {
    for (const OwnedFrame& frame : hosted_.take_frames()) {
      if (frame.is(MessageType::hello)) {
        hello_ = frame;
        next_event_ = std::max(next_event_, frame.u16(24));
      }
      if (frame.is(MessageType::status)) ++statuses_;
      if (frame.is(MessageType::events) && frame.sequence == next_event_) take(frame);
    }
    EXPECT_EQ(hosted_.frame_errors(), 0);
  }
  void take(const OwnedFrame& frame) {
    for (std::size_t at = 5; at < frame.payload.size();) {
      const auto kind = static_cast<std::uint8_t>(frame.payload[at] >> 4);
      const std::size_t size = dyad_firmware::event_size(kind);
      events_.emplace_back(&frame.payload[at], &frame.payload[at] + size);
      if (kind == static_cast<std::uint8_t>(EventKind::events_lost)) {
        next_event_ = dyad_firmware::get_u16(&frame.payload[at + 1]);
      }
      at += size;
      ++next_event_;
    }
  }
  std::vector<Bytes> events_of(EventKind kind) const {
    std::vector<Bytes> found;
    for (const Bytes& event : events_) {
      if (event[0] >> 4 == static_cast<int>(kind)) found.push_back(event);
    }
    return found;
  }
  bool open(std::uint8_t output) const {
    return hosted_.board.pin(output) == HostBoard::Pin::high;
  }

  HostedController hosted_;
  OwnedFrame hello_;
  std::vector<Bytes> events_;
  unsigned statuses_ = 0;
  std::uint16_t next_event_ = 1;
  std::uint16_t next_command_ = 1;
};

}  // namespace dyad::firmware_test
