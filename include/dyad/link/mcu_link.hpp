#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dyad/core/time.hpp"
#include "dyad/link/board_messages.hpp"
#include "dyad/link/command_queue.hpp"
#include "dyad_firmware/frame.h"

namespace dyad::link {

// Who hears what comes over a link. Called within receive() and run(); may push
// commands.
class LinkClient {
 public:
  virtual ~LinkClient() = default;

  // The board knows this link. same_boot: as before, and nothing it said is missing;
  // else its counter, tokens and configuration began anew.
  virtual void on_up(const Hello& hello, bool same_boot, Time now) = 0;
  // Nothing was heard for kBoardSilence, the port failed, or the board was reset.
  virtual void on_down(Time now) = 0;
  // In the order of their numbers, each once.
  virtual void on_event(const BoardEvent& event) = 0;
  // Every event older than these ticks has been handed to on_event().
  virtual void on_complete_to(std::uint32_t ticks) = 0;
  virtual void on_status(const BoardStatus& status) = 0;
  virtual void on_ping_answered(Time sent, std::uint32_t ticks, Time received) = 0;
};

// The host's end of a serial line: docs/firmware_protocol.md. Has no port and no
// clock; whoever owns it carries the bytes and tells the time. One thread.
class McuLink {
 public:
  static constexpr Duration kBoardSilence = Duration::from_ms(250);
  static constexpr Duration kHelloPeriod = Duration::from_ms(100);
  // After so long a silence a reading of the board's 32-bit counter could be of its
  // next turn: the board is taken for a new one, and told to forget.
  static constexpr Duration kCounterLife = Duration::from_s(1000);
  static constexpr Duration kPingPeriod =
      Duration::from_ms(dyad_firmware::kPingPeriod_ms);

  struct Counts {
    std::uint64_t frames = 0;        // received whole
    std::uint64_t frame_errors = 0;  // received and not whole
    std::uint64_t resent = 0;        // commands
    std::uint64_t events = 0;
    std::uint64_t event_gaps = 0;  // frames of events that came too early
  };

  // link_number: not 0, and another than any program used that spoke to this boot of
  // the board before. The client outlives the link.
  McuLink(std::uint16_t link_number, LinkClient& client);

  // Bytes from the line. `now` is read after they were.
  void receive(std::span<const std::uint8_t> bytes, Time now);

  // Does what is due; read `now` before, and write take_output() after.
  void run(Time now);
  std::vector<std::uint8_t> take_output();
  Time next_wakeup() const;

  // Queued and sent until acknowledged, once the link is up. All that is queued is
  // dropped where the link goes down: an actuation must not come late.
  void command(dyad_firmware::MessageType type, std::vector<std::uint8_t> payload);
  // At once, and past everything queued.
  void emergency_stop();

  // The port is gone; bytes of before will not come any more.
  void port_lost(Time now);

  bool up() const { return up_; }
  // Every command has been acknowledged.
  bool idle() const { return commands_.size() == 0; }
  const std::optional<Hello>& hello() const { return hello_; }  // the last one heard
  std::uint16_t next_event() const { return next_event_; }
  Counts counts() const;

 private:
  struct Ping {
    std::uint16_t id = 0;
    Time sent;
    bool waiting = false;
  };

  void take(const dyad_firmware::Frame& frame, Time now);
  void take_hello(const dyad_firmware::Frame& frame, Time now);
  void take_status(const dyad_firmware::Frame& frame, Time now);
  void take_events(const dyad_firmware::Frame& frame);
  void take_pong(const dyad_firmware::Frame& frame, Time now);
  void go_down(Time now);
  void ping(Time now);
  void ask(Time now);
  void send(dyad_firmware::MessageType type, std::uint16_t sequence,
            std::span<const std::uint8_t> payload);

  std::uint16_t number_;
  LinkClient& client_;
  dyad_firmware::FrameDecoder decoder_;
  dyad_firmware::FrameEncoder encoder_;
  CommandQueue commands_;
  std::vector<std::uint8_t> output_;
  std::optional<Hello> hello_;
  std::optional<std::uint32_t> boot_;  // that this link was up with last
  bool up_ = false;
  bool known_to_board_ = false;  // as far as the board's last hello said
  bool ack_due_ = false;
  std::uint16_t next_event_ = 1;
  Time heard_;
  Time next_hello_ = Time::long_ago();
  Time next_ping_;
  std::uint16_t next_ping_id_ = 0;
  std::array<Ping, 16> pings_{};
  Counts counts_;
};

}  // namespace dyad::link
