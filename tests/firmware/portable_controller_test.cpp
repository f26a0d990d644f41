#include <gtest/gtest.h>

#include "firmware/hosted_controller.hpp"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::EventKind;
using dyad_firmware::MessageType;
using dyad_firmware::put_u16;
using dyad_firmware::put_u32;
using dyad_firmware::ticks_of_ms;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint16_t kLink = 0x2A17;

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
  void configure() {
    Bytes input{0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    put_u32(&input[2], ticks_of_ms(5));
    put_u32(&input[6], ticks_of_ms(50));
    command(MessageType::configure_input, input);
    for (std::uint8_t i = 0; i < dyad_firmware::kOutputs; ++i) {
      command(MessageType::configure_output, {i, 1});
    }
    connect();
    Bytes start(6);
    put_u32(&start[0], HostBoard::kBootId);
    put_u16(&start[4], hello_.u16(18));
    command(MessageType::start, start);
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

TEST_F(PortableController, SaysHelloUnasked) {
  hosted_.run_ms(2);
  const auto frames = hosted_.take_frames();
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_TRUE(frames[0].is(MessageType::hello));
  EXPECT_EQ(frames[0].payload.size(), dyad_firmware::kHelloSize);
}

TEST_F(PortableController, PulseLastsAsLongAsCommanded) {
  connect();
  configure();
  pulse(1, 0, 100);
  EXPECT_TRUE(open(0));
  run_ms(110);
  EXPECT_FALSE(open(0));
  const auto ended = events_of(EventKind::pulse_ended);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0][3], 0);  // done
  EXPECT_EQ(dyad_firmware::get_u32(&ended[0][8]), ticks_of_ms(100));
  EXPECT_EQ(hosted_.board.longest_high(0), ticks_of_ms(100));
}

TEST_F(PortableController, PulseIsCutWithinTheBoundWhenTheHostFallsSilent) {
  connect();
  configure();
  pulse(1, 7, 5000);
  run_ms(499, true);
  EXPECT_TRUE(open(7));
  run_ms(20, true);
  EXPECT_FALSE(open(7));
  EXPECT_TRUE(events_of(EventKind::safe).empty());  // nobody to tell
  connect();
  run_ms(50);
  ASSERT_EQ(events_of(EventKind::safe).size(), 1U);
  const auto ended = events_of(EventKind::pulse_ended);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0][3], 1);  // cut
}

TEST_F(PortableController, EdgesWaitForAHostThatComesBackOnItsLink) {
  connect();
  configure();
  run_ms(600, true);
  for (int i = 0; i < 10; ++i) {
    hosted_.board.set_input(0, i % 2 == 0);
    run_ms(100, true);
  }
  EXPECT_TRUE(events_of(EventKind::edge).empty());
  connect();
  run_ms(50);
  EXPECT_EQ(events_of(EventKind::edge).size(), 10U);
}

TEST_F(PortableController, ANewLinkForgetsEventsAndClosesOutputs) {
  connect();
  configure();
  pulse(1, 7, 5000);
  hosted_.board.set_input(0, true);
  hosted_.run_ms(8);  // nobody acknowledges the edge
  hosted_.take_frames();
  events_.clear();
  connect(kLink + 1);
  next_command_ = 1;
  EXPECT_FALSE(open(7));
  run_ms(100);
  EXPECT_TRUE(events_of(EventKind::edge).empty());
  EXPECT_EQ(events_of(EventKind::pulse_ended).size(), 1U);
}

TEST_F(PortableController, StatusComesEveryTenMilliseconds) {
  connect();
  statuses_ = 0;
  run_ms(1000);
  EXPECT_GE(statuses_, 95U);
  EXPECT_LE(statuses_, 105U);
}

}  // namespace
}  // namespace dyad::firmware_test
