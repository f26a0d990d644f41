#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <span>
#include <vector>

#include "dyad_firmware/frame.h"
#include "lockstep.hpp"

namespace dyad::firmware_test {

using dyad_firmware::EventKind;
using dyad_firmware::MessageType;

using Bytes = std::vector<std::uint8_t>;

std::uint16_t u16_at(const Bytes& bytes, std::size_t at);
std::uint32_t u32_at(const Bytes& bytes, std::size_t at);

// A payload, field by field.
class Payload {
 public:
  Payload& u8(unsigned value);
  Payload& u16(unsigned value);
  Payload& u32(std::uint32_t value);
  operator Bytes() const { return bytes_; }  // NOLINT: it is nothing else

 private:
  Bytes bytes_;
};

// A frame as it came in.
struct BoardFrame {
  std::int64_t at_us;
  MessageType type;
  std::uint16_t sequence;
  std::uint16_t ack;
  Bytes payload;
};

struct BoardEvent {
  std::int64_t at_us;
  std::uint16_t sequence;
  Bytes record;

  EventKind kind() const { return static_cast<EventKind>(record[0] >> 4U); }
  unsigned low() const { return record[0] & 0x0FU; }
};

// Speaks the protocol word by word and takes nothing for granted: what comes in is kept
// as it came. Its commands go back N where the board acknowledges nothing for 40 ms.
class RawHost : public Host {
 public:
  void receive(std::span<const std::uint8_t> bytes, std::int64_t now_us) override;
  void wake(std::int64_t now_us, std::vector<std::uint8_t>& out) override;
  std::int64_t next_wakeup_us() const override;

  // Asks each 100 ms until the board says hello to this link.
  void connect(std::uint16_t link);
  // What follows is sent at the next wake-up, which is at once.
  void command(MessageType type, const Bytes& payload = {});
  // Any frame, once.
  void send(MessageType type, std::uint16_t sequence, const Bytes& payload = {});

  // Both are on from connect() on.
  void ping(bool on) { pinging_ = on; }
  void acknowledge(bool on) { acknowledging_ = on; }
  // Says nothing more, whatever comes, until talk().
  void hush() { hushed_ = true; }
  void talk();
  // A ping each so many µs, to fill the line.
  void ping_each_us(std::int64_t period) { ping_period_us_ = period; }

  const std::vector<BoardFrame>& hellos() const { return hellos_; }
  const std::vector<BoardFrame>& statuses() const { return statuses_; }
  const std::vector<BoardEvent>& events() const { return events_; }
  std::uint64_t pongs() const { return pongs_; }
  void clear_events() { events_.clear(); }

  bool linked() const { return linked_; }
  bool commands_done() const { return commands_.empty(); }
  std::uint16_t next_command() const {  // number that the next command() gets
    return static_cast<std::uint16_t>(first_command_ + commands_.size());
  }
  std::uint16_t next_event() const { return next_event_; }
  std::int64_t last_sent_us() const { return last_sent_us_; }
  // Of records: those that came too early, and those that had come before.
  std::uint64_t gaps() const { return gaps_; }
  std::uint64_t repeats() const { return repeats_; }
  std::uint64_t bad_frames() const { return decoder_.errors(); }

 private:
  struct Command {
    MessageType type;
    Bytes payload;
  };

  void take(const dyad_firmware::Frame& frame, std::int64_t now_us);
  void take_hello(const BoardFrame& frame);
  void take_events(const BoardFrame& frame);
  bool take_record(std::uint16_t sequence, Bytes record, std::int64_t at_us);
  void acknowledged(std::uint16_t ack, std::int64_t now_us);
  void greet(std::int64_t now_us, std::vector<std::uint8_t>& out);
  void send_commands(std::int64_t now_us, std::vector<std::uint8_t>& out);
  void write(MessageType type, std::uint16_t sequence, const Bytes& payload,
             std::int64_t now_us, std::vector<std::uint8_t>& out);

  struct Unsent {
    MessageType type;
    std::uint16_t sequence;
    Bytes payload;
  };

  dyad_firmware::FrameDecoder decoder_;
  std::vector<BoardFrame> hellos_;
  std::vector<BoardFrame> statuses_;
  std::vector<BoardEvent> events_;
  std::deque<Unsent> unsent_;
  std::deque<Command> commands_;  // the first has number first_command_
  std::uint16_t first_command_ = 1;
  std::size_t commands_sent_ = 0;  // of commands_
  std::int64_t progress_us_ = 0;
  std::uint16_t link_ = 0;
  std::uint16_t next_event_ = 0;
  std::uint16_t ping_id_ = 0;
  std::int64_t ping_period_us_ = 50'000;
  std::int64_t next_ping_us_ = 0;
  std::int64_t next_hello_us_ = 0;
  std::int64_t last_sent_us_ = 0;
  std::uint64_t pongs_ = 0;
  std::uint64_t gaps_ = 0;
  std::uint64_t repeats_ = 0;
  bool linked_ = false;
  bool pinging_ = true;
  bool acknowledging_ = true;
  bool hushed_ = false;
  bool ack_due_ = false;
};

}  // namespace dyad::firmware_test
