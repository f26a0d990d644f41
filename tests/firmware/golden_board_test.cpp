#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "dyad_firmware/frame.h"
#include "dyad_firmware/frame.h"
#include "firmware/golden_frames.hpp"
#include "firmware/simulated_board.hpp"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::MessageType;
using Bytes = std::vector<std::uint8_t>;

// The golden frames against the firmware as it was compiled for the board.
class GoldenBoard : public ::testing::Test {
 protected:
  struct Answer {
    std::uint8_t type;
    std::uint16_t ack;
    Bytes payload;
    Bytes wire;
  };

  void SetUp() override {
    run_ms(20);
    say("hello_request");
  }
  void say(const std::string& name) {
    const GoldenFrame frame = golden_frame_named(DYAD_SOURCE_DIR, name);
    ASSERT_FALSE(frame.wire.empty()) << name;
    board_.send(frame.wire);
    run_ms(5);
  }
  void run_ms(unsigned ms) {
    board_.run_for_us(1000 * ms);
    dyad_firmware::Frame frame{};
    for (const SentByte& sent : board_.take_bytes()) {
      wire_.push_back(sent.byte);
      if (decoder_.take(sent.byte, frame)) {
        answers_.push_back({frame.type, frame.ack,
                            Bytes(frame.payload, frame.payload + frame.size), wire_});
      }
      if (sent.byte == 0) wire_.clear();
    }
    EXPECT_EQ(decoder_.errors(), 0);
  }
  // The last one of a type; empty where there is none.
  Answer last(MessageType type) const {
    Answer found{};
    for (const Answer& answer : answers_) {
      if (answer.type == static_cast<std::uint8_t>(type)) found = answer;
    }
    return found;
  }

  SimulatedBoard board_{DYAD_FIRMWARE_ELF};
  dyad_firmware::FrameDecoder decoder_;
  Bytes wire_;
  std::vector<Answer> answers_;
};

TEST_F(GoldenBoard, GreetsAsTheGoldenHello) {
  const Bytes golden = golden_frame_named(DYAD_SOURCE_DIR, "hello").payload;
  Bytes hello = last(MessageType::hello).payload;
  ASSERT_EQ(hello.size(), golden.size());
  std::copy_n(&golden[14], 4, &hello[14]);  // the build: any commit's
  EXPECT_EQ(hex_of_bytes(hello), hex_of_bytes(golden));
}

TEST_F(GoldenBoard, AnswersThePing) {
  say("ping");
  const Bytes pong = last(MessageType::pong).payload;
  ASSERT_EQ(pong.size(), 6U);
  EXPECT_EQ(pong[0], 7);
}

TEST_F(GoldenBoard, TakesEveryCommandInItsOrder) {
  for (const char* name : {"configure_input", "configure_output", "start", "pulse"}) {
    say(name);
  }
  EXPECT_TRUE(board_.active(0));
  const Answer status = last(MessageType::status);
  EXPECT_EQ(status.ack, 5);
  EXPECT_EQ(status.payload[12], 1);  // running: our configuration's CRC is the board's
  EXPECT_EQ(status.payload[15], 1);
  for (const char* name : {"flush", "close_outputs", "clear", "query_token", "sync",
                           "arm", "disarm", "acknowledge", "emergency_stop"}) {
    say(name);
  }
  run_ms(20);  // a status comes each 10 ms
  EXPECT_FALSE(board_.active(0));
  EXPECT_EQ(last(MessageType::status).ack, 12);
  EXPECT_EQ(last(MessageType::status).payload[12], 2);  // safe
}

TEST_F(GoldenBoard, EncodesAsTheGoldenFramesDo) {
  say("configure_input");
  run_ms(100);
  ASSERT_GE(answers_.size(), 10U);
  for (const Answer& answer : answers_) {
    dyad_firmware::Frame frame{};
    Bytes again;
    dyad_firmware::FrameDecoder decoder;
    for (const std::uint8_t byte : answer.wire) decoder.take(byte, frame);
    dyad_firmware::FrameEncoder encoder;
    std::copy(answer.payload.begin(), answer.payload.end(), encoder.payload());
    encoder.begin(answer.type, frame.sequence, answer.ack,
                  static_cast<std::uint8_t>(answer.payload.size()));
    while (!encoder.done()) again.push_back(encoder.next());
    EXPECT_EQ(hex_of_bytes(answer.wire), hex_of_bytes(again));
  }
}

TEST_F(GoldenBoard, DropsAndCountsEveryBadFrame) {
  unsigned bad = 0;
  for (const GoldenFrame& frame : golden_frames(DYAD_SOURCE_DIR)) {
    if (frame.bad.empty()) continue;
    say(frame.name);
    ++bad;
  }
  say("ping");
  run_ms(20);
  EXPECT_EQ(last(MessageType::pong).payload.size(), 6U);
  EXPECT_EQ(last(MessageType::status).payload[19], bad);
}

}  // namespace
}  // namespace dyad::firmware_test
