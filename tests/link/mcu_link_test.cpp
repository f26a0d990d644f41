#include "dyad/link/mcu_link.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace dyad::link {
namespace {

namespace fw = dyad_firmware;
using fw::MessageType;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint16_t kLink = 0x0102;

class RecordingClient final : public LinkClient {
 public:
  void on_up(const Hello&, bool same_boot, Time) override { ups.push_back(same_boot); }
  void on_down(Time) override { ++downs; }
  void on_event(const BoardEvent& event) override { events.push_back(event); }
  void on_complete_to(std::uint32_t ticks) override { complete_to = ticks; }
  void on_status(const BoardStatus&) override { ++statuses; }
  void on_ping_answered(Time sent, std::uint32_t, Time received) override {
    trips.push_back(received - sent);
  }

  std::vector<bool> ups;  // whether of the same boot
  int downs = 0;
  int statuses = 0;
  std::vector<BoardEvent> events;
  std::uint32_t complete_to = 0;
  std::vector<Duration> trips;
};

// Plays the board.
class McuLinkTest : public testing::Test {
 protected:
  struct Sent {
    MessageType type;
    std::uint16_t sequence;
    std::uint16_t ack;
    Bytes payload;
  };

  Time now() const { return now_; }
  void pass(std::int64_t ms) {
    now_ = now_ + Duration::from_ms(ms);
    link_.run(now_);
  }
  void say(MessageType type, std::uint16_t sequence, const Bytes& payload,
           std::uint16_t ack = 1) {
    std::copy(payload.begin(), payload.end(), encoder_.payload());
    encoder_.begin(static_cast<std::uint8_t>(type), sequence, ack,
                   static_cast<std::uint8_t>(payload.size()));
    Bytes bytes;
    while (!encoder_.done()) bytes.push_back(encoder_.next());
    link_.receive(bytes, now_);
  }
  void hello(std::uint32_t boot, std::uint16_t link = kLink, std::uint8_t major = 1) {
    Bytes payload(54);
    payload[0] = major;
    fw::put_u32(&payload[10], boot);
    fw::put_u16(&payload[22], link);
    fw::put_u16(&payload[24], 1);
    say(MessageType::hello, 0, payload);
  }
  // Edges of input 0, `complete_to` 1000 more than the first number.
  void edges(std::uint16_t first, int count, bool complete = true) {
    Bytes payload{static_cast<std::uint8_t>(complete), 0, 0, 0, 0};
    fw::put_u32(&payload[1], 1000U + first);
    for (int i = 0; i < count; ++i) {
      payload.insert(payload.end(), {0x18, static_cast<std::uint8_t>(i), 0, 0, 0});
    }
    say(MessageType::events, first, payload);
  }
  std::vector<Sent> take_sent() {
    std::vector<Sent> all;
    fw::Frame frame{};
    for (const std::uint8_t byte : link_.take_output()) {
      if (!decoder_.take(byte, frame)) continue;
      all.push_back({static_cast<MessageType>(frame.type), frame.sequence, frame.ack,
                     Bytes(frame.payload, frame.payload + frame.size)});
    }
    return all;
  }

  RecordingClient client_;
  McuLink link_{kLink, client_};
  fw::FrameEncoder encoder_;
  fw::FrameDecoder decoder_;
  Time now_;
};

TEST_F(McuLinkTest, AsksForTheBoardUntilItAnswers) {
  pass(0);
  pass(50);
  pass(50);
  const auto sent = take_sent();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].type, MessageType::hello_request);
  hello(7);
  EXPECT_TRUE(link_.up());
  EXPECT_EQ(client_.ups, std::vector<bool>{false});
}

TEST_F(McuLinkTest, ABoardThatDoesNotKnowThisLinkIsToldOfItAtOnce) {
  pass(0);
  take_sent();
  hello(7, 0);
  EXPECT_FALSE(link_.up());
  pass(1);
  EXPECT_EQ(take_sent().size(), 1U);
}

TEST_F(McuLinkTest, ABoardOfAnotherMajorVersionIsHeardAndNotTakenUp) {
  hello(7, kLink, 2);
  EXPECT_FALSE(link_.up());
  ASSERT_TRUE(link_.hello());
  EXPECT_EQ(link_.hello()->major, 2U);
}

TEST_F(McuLinkTest, EveryEventIsToldOnce) {
  hello(7);
  edges(1, 2);
  edges(1, 3);  // sent again, with one more
  EXPECT_EQ(client_.events.size(), 3U);
  EXPECT_EQ(link_.next_event(), 4);
}

TEST_F(McuLinkTest, EventsBeyondAGapWaitUntilTheyAreSentAgain) {
  hello(7);
  edges(3, 1);
  EXPECT_TRUE(client_.events.empty());
  EXPECT_EQ(client_.complete_to, 0U);
  pass(0);
  EXPECT_EQ(take_sent().back().ack, 1);  // what it still expects
  edges(1, 3);
  EXPECT_EQ(client_.events.size(), 3U);
  EXPECT_EQ(client_.complete_to, 1001U);
}

TEST_F(McuLinkTest, CompleteToCountsOnlyWhereTheBoardSaysSo) {
  hello(7);
  edges(1, 1, false);
  EXPECT_EQ(client_.complete_to, 0U);
  edges(2, 1, true);
  EXPECT_EQ(client_.complete_to, 1002U);
}

TEST_F(McuLinkTest, SilenceIsALossAndQueuedCommandsAreDropped) {
  hello(7);
  pass(0);
  take_sent();
  pass(249);
  EXPECT_TRUE(link_.up());
  link_.command(MessageType::pulse, Bytes(7));
  pass(1);
  EXPECT_EQ(client_.downs, 1);
  hello(7);
  EXPECT_EQ(client_.ups, (std::vector<bool>{false, true}));
  take_sent();
  pass(0);
  for (const Sent& sent : take_sent()) EXPECT_NE(sent.type, MessageType::pulse);
}

TEST_F(McuLinkTest, ABoardThatIsLostIsAskedUnderNoNumberSoThatItFallsSilent) {
  hello(7);
  pass(250);
  take_sent();
  pass(100);
  EXPECT_EQ(fw::get_u16(&take_sent().front().payload[2]), 0);
}

TEST_F(McuLinkTest, ABoardThatWasAwayForTooLongIsTakenForANewOne) {
  hello(7);
  pass(250);
  pass(1'000'000);
  take_sent();
  pass(100);
  const auto number = fw::get_u16(&take_sent().front().payload[2]);
  EXPECT_EQ(number, kLink + 1);
  hello(7, number);
  EXPECT_EQ(client_.ups, (std::vector<bool>{false, false}));
}

TEST_F(McuLinkTest, AnotherBootIdIsALossAndANewBeginning) {
  hello(7);
  edges(1, 4);
  hello(8);
  EXPECT_EQ(client_.downs, 1);
  EXPECT_EQ(client_.ups, (std::vector<bool>{false, false}));
  EXPECT_EQ(link_.next_event(), 1);
}

TEST_F(McuLinkTest, APongIsMatchedWithItsPingOnce) {
  hello(7);
  pass(0);
  const auto sent = take_sent();
  const auto ping = std::find_if(sent.begin(), sent.end(), [](const Sent& s) {
    return s.type == MessageType::ping;
  });
  ASSERT_NE(ping, sent.end());
  now_ = now_ + Duration::from_ms(3);
  const Bytes pong{ping->payload[0], ping->payload[1], 1, 2, 3, 4};
  say(MessageType::pong, 0, pong);
  say(MessageType::pong, 0, pong);
  EXPECT_EQ(client_.trips, std::vector{Duration::from_ms(3)});
}

TEST_F(McuLinkTest, AnEmergencyStopPassesEverythingQueued) {
  hello(7);
  for (int i = 0; i < 10; ++i) link_.command(MessageType::pulse, Bytes(7));
  link_.emergency_stop();
  EXPECT_EQ(take_sent().front().type, MessageType::emergency_stop);
}

}  // namespace
}  // namespace dyad::link
